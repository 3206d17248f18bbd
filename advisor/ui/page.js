// What the page does in the browser beyond Gradio: markers lead to their source card and back,
// a new question comes to the top of the conversation, and controls that Gradio leaves without
// a name get one. Nothing here makes markup out of text.
() => {
  const root = document.querySelector("gradio-app");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const scrolling = () => (calm.matches ? "auto" : "smooth");

  // Markers and source cards

  let cameFrom = null;

  const showGroupOf = (card) => {
    const group = card.closest(".source-group");
    for (const other of root.querySelectorAll(".source-group")) other.hidden = other !== group;
  };

  const openSource = (marker) => {
    const card = document.getElementById(marker.hash.slice(1));
    if (!card) return;
    hidePeek();
    cameFrom = marker.hash;
    showGroupOf(card);
    root.querySelector(".source.is-open")?.classList.remove("is-open");
    card.classList.add("is-open");
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior: scrolling() });
  };

  const returnToMarker = () => {
    root.querySelector(".source.is-open")?.classList.remove("is-open");
    // The answer may have been drawn anew since, so the marker is looked up again.
    const marker = cameFrom && root.querySelector(`#chat a.marker[href="${cameFrom}"]`);
    cameFrom = null;
    if (!marker) return;
    marker.focus({ preventScroll: true });
    marker.scrollIntoView({ block: "nearest", behavior: scrolling() });
  };

  root.addEventListener("click", (event) => {
    const marker = event.target.closest("#chat a.marker");
    if (marker) {
      event.preventDefault();
      openSource(marker);
    } else if (event.target.closest(".source-back")) {
      returnToMarker();
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("#sources")) returnToMarker();
  });

  // A glance at the quote without leaving the answer

  const peek = Object.assign(document.createElement("div"), { id: "peek", hidden: true });
  peek.setAttribute("aria-hidden", "true"); // the source card says the same
  document.body.append(peek);

  const glance = (marker) => {
    const quote = document.getElementById(marker.hash.slice(1))?.querySelector(".source-quote");
    if (!quote) return;
    peek.textContent = quote.textContent.trim();
    peek.hidden = false;
    const place = marker.getBoundingClientRect();
    const below = place.bottom + 8;
    const fits = below + peek.offsetHeight < innerHeight;
    peek.style.top = `${fits ? below : Math.max(8, place.top - 8 - peek.offsetHeight)}px`;
    peek.style.left = `${Math.max(8, Math.min(place.left, innerWidth - peek.offsetWidth - 16))}px`;
  };
  const hidePeek = () => (peek.hidden = true);

  root.addEventListener("pointerover", (event) => {
    const marker = event.target.closest("#chat a.marker");
    if (marker && event.pointerType === "mouse") glance(marker);
    else hidePeek();
  });
  root.addEventListener("focusin", (event) => {
    const marker = event.target.closest("#chat a.marker");
    if (marker?.matches(":focus-visible")) glance(marker);
    else hidePeek();
  });
  addEventListener("keydown", (event) => event.key === "Escape" && hidePeek());
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
    name("#sources", { tabindex: "0" });
    name("#sources-column", { role: "region", "aria-labelledby": "sources-title" });
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
    const said = chat()?.textContent ?? "";
    if (said !== words) {
      words = said;
      follow();
    }
  };
  new MutationObserver(changed).observe(root, {
    attributeFilter: ["aria-label", "role"],
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
  changed();
}
