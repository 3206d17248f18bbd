// What readers say of answers: a vote on each, and a reason where it did not help. What was said
// is written down by the advisor at once; the conversation remembers the vote, so that it can be
// changed and taken back.
({ page, server }) => {
  const { root, say } = page;

  const numberOf = (button) => Number(button.id.split("-").at(-1));

  page.drawVotes = () => {
    for (const button of root.querySelectorAll("#chat .action-vote")) {
      const helpful = button.matches(".action-helpful");
      const pressed = String(page.rating(numberOf(button))?.helpful === helpful);
      if (button.getAttribute("aria-pressed") !== pressed) {
        button.setAttribute("aria-pressed", pressed);
      }
    }
  };

  // The words are drawn by the style sheet: text in the conversation would be read out with it.
  const tell = (button, words) => {
    for (const told of root.querySelectorAll("#chat .actions[data-said]")) delete told.dataset.said;
    button.parentElement.dataset.said = words;
    say(words);
  };

  const newVote = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");

  const send = async (button, helpful, reason, thanks) => {
    const number = numberOf(button);
    const before = page.rating(number);
    const vote = before?.vote ?? newVote();
    page.rate(number, { vote, helpful });
    page.drawVotes();
    const question = page.turn(number).question;
    let error;
    try {
      ({ error } = await server.feedback({ vote, question, helpful, reason }));
    } catch {
      error = "This could not be kept: the advisor cannot be reached. Please try again.";
    }
    if (error) {
      page.rate(number, before);
      page.drawVotes();
    }
    tell(button, error ?? thanks);
  };

  const close = (button) => {
    const form = document.getElementById(`reason-form-${numberOf(button)}`);
    const hadFocus = form?.contains(document.activeElement);
    form?.remove();
    if (hadFocus) button.focus({ preventScroll: true });
  };

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const askWhy = (button) => {
    const number = numberOf(button);
    const field = make("textarea", { id: `reason-${number}`, rows: 2, maxLength: 1000 });
    field.setAttribute("aria-describedby", `reason-note-${number}`);
    const label = make("label", { htmlFor: field.id }, "What was wrong or missing? (optional)");
    const note = make(
      "p",
      { className: "edit-note", id: `reason-note-${number}` },
      "Kept with your question where the advisor runs, without who asked.",
    );
    const dismiss = () => close(button);
    const form = make(
      "form",
      { className: "edit reason", id: `reason-form-${number}` },
      label,
      field,
      note,
      make("button", { className: "action" }, "Send reason"),
      make("button", { type: "button", className: "action", onclick: dismiss }, "No reason"),
    );
    const submit = () => {
      const reason = field.value.trim();
      close(button);
      if (reason) send(button, false, reason, "Thank you. Your reason is kept for the authors.");
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      submit();
    };
    form.onkeydown = (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        dismiss();
      } else if (event.key === "Enter" && !event.shiftKey && event.target === field) {
        event.preventDefault();
        submit();
      }
    };
    button.parentElement.after(form);
    field.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest", behavior: page.scrolling() });
  };

  root.addEventListener("click", (event) => {
    const button = event.target.closest("#chat .action-vote");
    if (!button) return;
    const other = button.parentElement.querySelector(".action-unhelpful");
    const helpful = button.matches(".action-helpful");
    close(other);
    if (button.getAttribute("aria-pressed") === "true") {
      send(button, null, "", "Taken back.");
    } else if (helpful) {
      send(button, true, "", "Thank you. Noted as helpful.");
    } else {
      send(button, false, "", "Thank you. Noted as not helpful.");
      askWhy(button);
    }
  });
  page.drawVotes();
}
