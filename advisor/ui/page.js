// What the page does in the browser beyond Gradio, apart from the reader and the conversations:
// which panel stands beside the conversation, glances at quotes, where the conversation is
// scrolled to, and names for the controls that Gradio leaves without one.
({ root, say }) => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const scrolling = () => (calm.matches ? "auto" : "smooth");
  const narrow = matchMedia("(max-width: 56rem)");
  const desk = document.getElementById("desk");
  const state = desk.dataset;
  const page = { root, say, scrolling, state };

  // Beside the conversation stands one panel; on a narrow screen it is a sheet over it

  const side = () => document.getElementById("side");
  let openedFrom = null;

  // While the sheet is open there is one more entry in the browser's history, so that its back
  // button closes the sheet and does not leave the page. Going back takes a moment.
  let leaving = false;
  const enter = () => {
    if (!leaving && !history.state?.sheet) history.pushState({ ...history.state, sheet: true }, "");
  };
  const leave = () => {
    if (leaving || !history.state?.sheet) return;
    leaving = true;
    history.back();
  };
  // After a reload the sheet is closed.
  if (history.state?.sheet) history.replaceState({ ...history.state, sheet: false }, "");
  addEventListener("popstate", () => {
    const left = leaving;
    leaving = false;
    if (!left) page.leaveSheet();
    else if (state.sheet === "open") enter();
    else page.forgetPlace?.();
  });

  const covered = () => root.querySelectorAll("#masthead, #conversation");
  page.showView = (view, opener = null) => {
    state.view = view;
    for (const button of root.querySelectorAll("button[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
    if (!narrow.matches) return;
    if (state.sheet !== "open") {
      openedFrom = opener;
      state.sheet = "open";
      enter();
    }
    Object.assign(side(), { role: "dialog", ariaModal: "true", ariaLabel: "Beside the conversation" });
    for (const part of covered()) part.inert = true;
  };
  page.closeSheet = () => {
    if (state.sheet !== "open") return;
    delete state.sheet;
    for (const attribute of ["role", "aria-modal"]) side().removeAttribute(attribute);
    for (const part of covered()) part.inert = false;
    openedFrom?.focus({ preventScroll: true });
    openedFrom = null;
    leave();
  };
  page.leaveSheet = () => {
    if (state.sheet === "open" && !page.leaveReader?.()) page.closeSheet();
  };
  narrow.addEventListener("change", page.closeSheet);
  state.view = "guide";

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-view]");
    if (button) {
      page.leaveReader?.();
      page.showView(button.dataset.view, button);
      if (button.dataset.view === "conversations") page.listConversations();
      if (button.dataset.view === "guides") page.listUnanswered();
      if (button.dataset.view === "plan") page.openPlan();
      side()
        .querySelector(`[data-panel="${button.dataset.view}"] h2`)
        ?.focus({ preventScroll: true });
    } else if (event.target.closest(".sheet-close")) {
      page.leaveReader?.();
      page.closeSheet();
    } else if (state.sheet === "open" && !event.target.closest("#side")) {
      page.closeSheet();
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (!peek.hidden) hidePeek();
    if (!page.leaveReader?.()) page.closeSheet();
  });

  // A glance at the source without leaving the answer: pointing, focusing, a long press

  const peek = Object.assign(document.createElement("div"), { id: "peek", hidden: true });
  peek.setAttribute("aria-hidden", "true"); // the source under the answer says the same
  desk.append(peek); // the style sheet reaches no farther

  const glance = (marker) => {
    const source = document.getElementById(marker.hash.slice(1));
    const shown = source?.querySelector(".source-quote")
      ? [source.querySelector(".source-quote")]
      : source?.closest(".place").querySelectorAll(".place-path, .place-guide");
    if (!shown) return;
    peek.textContent = Array.from(shown, (part) => part.textContent.trim()).join("\n");
    peek.hidden = false;
    const place = marker.getBoundingClientRect();
    const below = place.bottom + 8;
    const fits = below + peek.offsetHeight < innerHeight;
    peek.style.top = `${fits ? below : Math.max(8, place.top - 8 - peek.offsetHeight)}px`;
    peek.style.left = `${Math.max(8, Math.min(place.left, innerWidth - peek.offsetWidth - 16))}px`;
  };
  const hidePeek = () => (peek.hidden = true);
  page.hidePeek = hidePeek;

  let press = null;
  page.wasLongPress = false;
  root.addEventListener("pointerover", (event) => {
    const marker = event.target.closest("#chat a.marker");
    if (marker && event.pointerType === "mouse") glance(marker);
    else if (event.pointerType === "mouse") hidePeek();
  });
  root.addEventListener("pointerdown", (event) => {
    page.wasLongPress = false;
    const marker = event.target.closest("#chat a.marker");
    if (event.pointerType === "mouse") return;
    hidePeek();
    if (!marker) return;
    press = setTimeout(() => {
      page.wasLongPress = true;
      glance(marker);
    }, 450);
  });
  for (const kind of ["pointerup", "pointercancel", "pointermove"]) {
    root.addEventListener(kind, (event) => {
      if (kind !== "pointermove" || Math.hypot(event.movementX, event.movementY) > 3) {
        clearTimeout(press);
      }
    });
  }
  root.addEventListener("contextmenu", (event) => {
    if (page.wasLongPress && event.target.closest("#chat a.marker")) event.preventDefault();
  });
  root.addEventListener("focusin", (event) => {
    const marker = event.target.closest("#chat a.marker");
    if (marker?.matches(":focus-visible")) glance(marker);
    else hidePeek();
  });
  addEventListener("scroll", hidePeek, { capture: true, passive: true });

  // The conversation follows the latest question until the reader scrolls by hand

  let followed = null;
  let released = false;
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    addEventListener(kind, () => (released = true), { passive: true });
  }

  const follow = () => {
    const rows = [...root.querySelectorAll("#chat .message-row")];
    const questions = rows.filter((row) => row.matches(".user-row"));
    if (questions.length !== followed) {
      followed = questions.length;
      released = false;
    }
    const last = rows.at(-1);
    if (last?.querySelector(".notice")) {
      last.scrollIntoView({ block: "nearest", behavior: scrolling() });
    } else if (!released) {
      questions.at(-1)?.scrollIntoView({ block: "start", behavior: scrolling() });
    }
  };

  // Names for what Gradio leaves nameless

  const name = (selector, attributes) => {
    for (const element of root.querySelectorAll(selector)) {
      for (const [attribute, value] of Object.entries(attributes)) {
        if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
      }
    }
  };

  const tidy = () => {
    name("#question .submit-button", { "aria-label": "Ask" });
    name("#question .stop-button", { "aria-label": "Stop" });
    name("#question textarea", { "aria-label": "Your question" });
    name("#chat [role=log]", { "aria-label": "Conversation" });
    name("#chat .placeholder-content", { role: "group", "aria-label": "Example questions" });
    name("#chat .examples", { role: "presentation" });
    name("#chat .options", { role: "group", "aria-label": "Questions to ask next" });
    name("#reader, #contents", { "data-panel": "guide" });
    name("#conversations", { "data-panel": "conversations" });
    name("#keeping", { "data-panel": "guides" });
    name("#plan", { "data-panel": "plan" });
    // Gradio reads each message's HTML out as its label.
    for (const message of root.querySelectorAll("#chat [data-testid][aria-label]")) {
      message.removeAttribute("aria-label");
    }
    for (const example of root.querySelectorAll("#chat .example[aria-label]")) {
      example.removeAttribute("aria-label");
    }
  };

  const chat = () => root.querySelector("#chat [role=log]");
  let words = "";
  const changed = () => {
    tidy();
    page.drawVotes?.();
    const said = chat()?.textContent ?? "";
    // What the reader is writing there is no part of the conversation.
    if (said === words || root.querySelector("#chat .edit")) return;
    words = said;
    follow();
  };
  new MutationObserver(changed).observe(root, {
    attributeFilter: ["aria-label", "role"],
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
  changed();

  // For print, everything that is folded is unfolded

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...root.querySelectorAll("#chat details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });

  page.copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Over plain HTTP from another machine there is no clipboard to write to.
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say("Copied.");
  };
  return page;
}
