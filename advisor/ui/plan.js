// A person's plan. What they tell of themselves and what they have ticked off is kept in this
// browser alone; the advisor is told it when a plan is made and a question is asked.
({ page, server, trigger }) => {
  const { root, say } = page;
  const PERSON = "career-advisor.person";
  const TICKED = "career-advisor.ticked";
  const panel = () => document.getElementById("plan");
  const part = (selector) => panel().querySelector(selector);
  const field = (name) => part(`[name="${name}"]`);
  const FIELDS = ["about", "goal", "place", "hours", "guide"];

  const read = (key, otherwise) => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const write = (key, value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      say("This browser has no room to keep it.");
    }
  };
  const isTold = (person) => ["about", "goal", "place", "hours"].some((name) => person[name]);
  const person = () => Object.fromEntries(FIELDS.map((name) => [name, field(name).value.trim()]));
  const tell = (known) => trigger("tell", known);
  const note = (words) => (part(".plan-note").textContent = words);

  let made = null; // the plan that is shown

  // The way, by what is ticked

  const count = () => {
    const counts = panel().querySelectorAll(".way-count");
    panel().querySelectorAll(".plan-step").forEach((step, number) => {
      const all = step.querySelectorAll("input").length;
      const done = step.querySelectorAll("input:checked").length;
      counts[number].textContent = `${done} of ${all}`;
      counts[number].parentElement.querySelector(".bar").style.width = `${(100 * done) / all}%`;
    });
  };

  const show = (received) => {
    made = received;
    part(".plan").innerHTML = received.html;
    const ticked = new Set(read(TICKED, []));
    for (const box of panel().querySelectorAll("[data-need]")) {
      box.checked = ticked.has(box.dataset.need);
    }
    count();
  };

  let wanted = 0;
  const make = async () => {
    const mine = ++wanted;
    const known = person();
    write(PERSON, known);
    tell(known);
    note("Making your plan …");
    let received;
    try {
      received = await server.plan(known);
    } catch {
      received = { error: "The advisor cannot be reached." };
    }
    if (mine !== wanted) return;
    note(received.error ?? "");
    if (!received.error) {
      show(received);
      say("Your plan is made.");
    }
  };

  const fill = (known) => {
    for (const name of FIELDS) field(name).value = known[name] ?? "";
  };

  const listGuides = async () => {
    let received;
    try {
      received = await server.choices({});
    } catch {
      return;
    }
    const chosen = field("guide").value || read(PERSON, {}).guide || "";
    field("guide").replaceChildren(
      new Option("the one that my goal names", ""),
      ...(received.guides ?? []).map(([name, title]) => new Option(title, name)),
    );
    field("guide").value = chosen;
    if (field("guide").selectedIndex < 0) field("guide").value = "";
    part(".person-guide").hidden = (received.guides ?? []).length < 2;
    part("#person-cv").accept = (received.kinds ?? []).join(",");
  };

  page.openPlan = async () => {
    await listGuides();
    if (!made && isTold(read(PERSON, {}))) make();
  };

  const save = (text, name, type) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };

  // What is ticked is ticked in what is saved, too.
  const markdown = () => {
    const done = [...panel().querySelectorAll("[data-need]:checked")].map((box) =>
      box.parentElement.textContent.trim(),
    );
    return made.markdown
      .split("\n")
      .map((line) => {
        const words = line.replace(/[*_`\\]/g, "").slice(6);
        const isDone = line.startsWith("- [ ] ") && done.some((name) => words.startsWith(name));
        return isDone ? `- [x] ${line.slice(6)}` : line;
      })
      .join("\n");
  };

  const base64 = (file) =>
    new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });

  panel().addEventListener("submit", (event) => {
    event.preventDefault();
    make();
  });
  panel().addEventListener("change", async (event) => {
    const box = event.target.closest("[data-need]");
    if (box) {
      const ticked = new Set(read(TICKED, []));
      ticked[box.checked ? "add" : "delete"](box.dataset.need);
      write(TICKED, [...ticked]);
      count();
      return;
    }
    const [file] = event.target.closest("#person-cv")?.files ?? [];
    if (!file) return;
    event.target.value = "";
    if (file.size > 5_000_000) return note("The file is larger than 5 MB; paste its text.");
    note("Reading …");
    let received;
    try {
      received = await server.cv({ name: file.name, data: await base64(file) });
    } catch {
      received = { error: "The advisor cannot be reached." };
    }
    note(received.error ?? "Read. Look it over, take out what you like, and make your plan.");
    if (!received.error) field("about").value = received.text;
    field("about").focus();
  });
  panel().addEventListener("click", (event) => {
    if (event.target.closest(".person-clear")) {
      for (const key of [PERSON, TICKED]) localStorage.removeItem(key);
      wanted += 1;
      made = null;
      fill({});
      tell({});
      part(".plan").replaceChildren();
      note("All of it is forgotten.");
    }
    const pressed = event.target.closest("[data-plan]");
    if (pressed?.dataset.plan === "markdown") save(markdown(), "plan.md", "text/markdown");
    if (pressed?.dataset.plan === "calendar") save(made.calendar, "plan.ics", "text/calendar");
  });

  const kept = read(PERSON, {});
  fill(kept);
  if (isTold(kept)) tell(kept);
}
