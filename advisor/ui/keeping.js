// Guides are removed only after a second word.
({ page, trigger }) => {
  const { root } = page;
  const outcome = document.getElementById("outcome");
  outcome.setAttribute("role", "status");

  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("button[data-keep]");
    if (!pressed) return;
    const item = pressed.closest("[data-guide]");
    const actions = item.querySelector(".actions");
    if (pressed.dataset.keep === "remove") {
      const make = (text, what) => {
        const button = Object.assign(document.createElement("button"), {
          type: "button",
          className: `action${what === "yes" ? " action-grave" : ""}`,
          textContent: text,
        });
        button.dataset.keep = what;
        return button;
      };
      const ask = Object.assign(document.createElement("p"), {
        className: "shelf-ask",
        textContent: "Remove this guide from the advisor? Its file stays where it is.",
      });
      const sure = Object.assign(document.createElement("p"), { className: "actions sure" });
      sure.append(make("Remove it", "yes"), make("Keep it", "no"));
      actions.hidden = true;
      actions.style.display = "none";
      item.append(ask, sure);
      sure.lastChild.focus();
      return;
    }
    item.querySelector(".shelf-ask").remove();
    item.querySelector(".sure").remove();
    actions.hidden = false;
    actions.style.display = "";
    actions.querySelector("button").focus();
    if (pressed.dataset.keep === "yes") trigger("remove", { name: item.dataset.guide });
  });
}
