// The guides, for those who keep them: what was not answered is asked for when they look, and a
// guide is removed only after a second word.
({ page, server, trigger }) => {
  const { root } = page;

  let drawn; // what is shown; the same is not drawn again, so that what was unfolded stays so
  page.listUnanswered = async () => {
    const list = document.querySelector("#unanswered .asked");
    if (!list.firstChild) list.textContent = "Looking …";
    let received;
    try {
      received = await server.unanswered({});
    } catch {
      received = { error: "The advisor cannot be reached." };
    }
    if (received.error) list.textContent = received.error;
    else if (drawn !== received.html) list.innerHTML = received.html;
    drawn = received.html;
  };

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
