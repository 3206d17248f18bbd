// The guide beside the conversation. The advisor sends its text as harmless HTML; nothing here
// makes markup out of anything else.
({ page, server }) => {
  const { root, say, scrolling } = page;
  const panel = () => document.getElementById("reader");
  const part = (selector) => panel().querySelector(selector);

  let leaf = null; // what is shown
  let at = 0; // the section that is read
  let cameFrom = null; // what to return to: the id of a source, or an element
  let wanted = 0;

  const isOpen = () => leaf !== null && !part(".page").hidden;

  const returnTo = (place) => {
    // The answer may have been drawn anew since, so its marker is looked up again.
    const target = typeof place === "string" ? root.querySelector(place) : place;
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest", behavior: scrolling() });
  };

  const sectionOf = (number) => part(`.leaf[data-section="${number}"]`);

  const scrollTo = (element) => {
    const text = part(".page-text");
    const room = Math.max(24, (text.clientHeight - element.offsetHeight) / 3);
    const top = element.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTo({ top: text.scrollTop + top - room, behavior: "auto" });
  };

  const label = (button, words, number) => {
    const section = sectionOf(number);
    button.hidden = number < 0 || number >= leaf.count;
    const name = section?.ariaLabel.split(" › ").at(-1) ?? "";
    button.textContent = `${words} section`;
    button.title = name;
  };

  const settleAt = (number) => {
    at = number;
    part("#page-path").textContent = sectionOf(at)?.ariaLabel || leaf.title;
    const where = (at === leaf.section && leaf.page) || sectionOf(at)?.dataset.page;
    part(".page-guide").textContent = [leaf.title, leaf.edition, where].filter(Boolean).join(", ");
    label(part(".page-previous"), "Previous", at - 1);
    label(part(".page-next"), "Next", at + 1);
  };

  const fill = (received) => {
    leaf = received;
    const original = part(".page-original");
    original.hidden = !leaf.original;
    if (leaf.original) original.href = leaf.original;
    part(".page-note").textContent = leaf.note;
    part(".page-text").innerHTML = leaf.html;
    part(".page").hidden = false;
    page.state.reading = "";
    settleAt(leaf.section);
  };

  const complain = (words) => {
    part(".found").textContent = words;
    say(words);
  };

  const open = async (address, opener) => {
    const mine = ++wanted;
    page.hidePeek();
    page.showView("guide", typeof opener === "string" ? root.querySelector(opener) : opener);
    if (!isOpen() && opener) cameFrom = opener;
    else if (opener && !panel().contains(root.querySelector(":focus"))) cameFrom = opener;
    const received = await server.read({ address });
    if (mine !== wanted) return;
    if (received.error) return complain(received.error);
    fill(received);
    const passage = part("#passage");
    const target = passage ?? sectionOf(at);
    if (!target) return;
    scrollTo(target);
    target.focus({ preventScroll: true });
    // Layout may settle a moment later, when the panel has just been shown.
    requestAnimationFrame(() => scrollTo(target));
  };

  page.forgetPlace = () => {
    if (location.hash.startsWith("#read=")) {
      history.replaceState(history.state, "", location.pathname + location.search);
    }
  };

  page.leaveReader = () => {
    if (!isOpen()) return false;
    wanted += 1;
    part(".page").hidden = true;
    part(".page-text").replaceChildren();
    delete page.state.reading;
    leaf = null;
    page.forgetPlace();
    if (cameFrom?.closest?.("#plan")) page.showView("plan");
    else page.closeSheet();
    returnTo(cameFrom);
    cameFrom = null;
    return true;
  };

  const turnTo = async (number) => {
    const near = sectionOf(number);
    if (near) {
      settleAt(number);
      scrollTo(near);
      near.focus({ preventScroll: true });
    } else {
      const address = new URLSearchParams({ read: leaf.guide, section: String(number) });
      await open(`#${address}`, null);
    }
  };

  const addressHere = () => {
    if (at === leaf.section) return leaf.address;
    return `#${new URLSearchParams({ read: leaf.guide, section: String(at) })}`;
  };

  root.addEventListener("click", (event) => {
    const marker = event.target.closest("#chat a.marker");
    const link = event.target.closest('a[href^="#read="]');
    if (marker) {
      event.preventDefault();
      if (page.wasLongPress) return;
      const source = document.getElementById(marker.hash.slice(1));
      const address = source?.querySelector("a.source-open")?.getAttribute("href");
      if (address) open(address, `#chat a.marker[href="${marker.hash}"]`);
    } else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link.getAttribute("href"), link);
    } else if (event.target.closest(".page-close")) {
      page.leaveReader();
    } else if (event.target.closest(".page-previous")) {
      turnTo(at - 1);
    } else if (event.target.closest(".page-next")) {
      turnTo(at + 1);
    } else if (event.target.closest(".page-copy")) {
      page.copy(location.origin + location.pathname + location.search + addressHere());
    }
  });

  const search = async (question) => {
    const mine = ++wanted;
    if (!question.trim()) return part(".found").replaceChildren();
    part(".found").textContent = "Searching …";
    const received = await server.find({ question });
    if (mine !== wanted) return;
    if (received.error) return complain(received.error);
    part(".found").innerHTML = received.html;
  };
  root.addEventListener("submit", (event) => {
    if (!event.target.closest("#reader")) return;
    event.preventDefault();
    search(part("#find-words").value);
  });
  root.addEventListener("input", (event) => {
    if (event.target.id === "find-words" && !event.target.value) search("");
  });

  const openLinked = () => location.hash.startsWith("#read=") && open(location.hash, null);
  addEventListener("hashchange", openLinked);
  openLinked();
}
