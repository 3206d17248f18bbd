// Conversations as this browser keeps them, and what can be done with their turns. Each stands
// in the local storage under a key of its own, so that two tabs do not write over one another.
({ page, server, trigger, watch, props }) => {
  const { root, say } = page;
  const PREFIX = "career-advisor.conversation.";
  const CURRENT = "career-advisor.current";
  const LIMIT = 200;

  const read = (key) => {
    try {
      const kept = JSON.parse(localStorage.getItem(PREFIX + key));
      return Array.isArray(kept?.turns) ? kept : null;
    } catch {
      return null;
    }
  };
  const keys = () =>
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => name.slice(PREFIX.length));
  const all = () =>
    keys()
      .map((key) => ({ key, ...read(key) }))
      .filter((kept) => kept.turns)
      .sort((a, b) => b.updated - a.updated);

  const write = (key, kept) => {
    const text = JSON.stringify(kept);
    for (const oldest of [...all().reverse().map((each) => each.key), null]) {
      try {
        return localStorage.setItem(PREFIX + key, text);
      } catch {
        // The storage is full: the oldest conversation makes room.
        if (oldest && oldest !== key) localStorage.removeItem(PREFIX + oldest);
      }
    }
    say("This conversation is too large for the browser to keep.");
  };

  // The conversation on the page

  let current = { key: "", turns: [], ratings: {} };

  // Votes on answers, by the number of the turn, for as long as the answer stays the same.
  const ratingsOf = (turns, before) => {
    const same = ([number]) =>
      turns[number] && JSON.stringify(turns[number]) === JSON.stringify(before.turns[number]);
    return Object.fromEntries(Object.entries(before?.ratings ?? {}).filter(same));
  };
  page.turn = (number) => current.turns[number];
  page.rating = (number) => current.ratings[number];
  page.rate = (number, rating) => {
    current.ratings[number] = rating;
    const kept = read(current.key);
    if (kept) write(current.key, { ...kept, ratings: current.ratings });
  };

  const firstWords = (turns) => {
    const question = turns.find((turn) => turn.question)?.question.trim() ?? "";
    const words = question.replace(/\s+/g, " ");
    return words.length > 80 ? `${words.slice(0, 80).trimEnd()} …` : words;
  };

  const keep = () => {
    if (!props.value) return;
    const received = JSON.parse(props.value);
    const grew = received.turns.length && received.turns.at(-1);
    const known = received.key === current.key ? current : read(received.key);
    current = { ...received, ratings: ratingsOf(received.turns, known) };
    sessionStorage.setItem(CURRENT, current.key);
    if (current.key && current.turns.some((turn) => turn.question)) {
      const before = read(current.key);
      const same = before && JSON.stringify(before.turns) === JSON.stringify(current.turns);
      write(current.key, {
        title: before?.named ? before.title : firstWords(current.turns),
        named: before?.named ?? false,
        updated: same ? before.updated : Date.now(),
        turns: current.turns,
        ratings: current.ratings,
      });
      for (const old of all().slice(LIMIT)) localStorage.removeItem(PREFIX + old.key);
    }
    page.listConversations();
    page.drawVotes?.();
    if (grew?.answer) say("The answer is complete.");
  };
  watch("value", keep);

  const open = (key) => {
    const kept = read(key);
    if (!kept) return;
    page.leaveReader();
    trigger("resume", { key, turns: kept.turns });
  };

  const pick = (key) => {
    open(key);
    page.closeSheet();
  };

  const reopen = () => {
    const key = sessionStorage.getItem(CURRENT);
    if (key && read(key)) open(key);
  };

  addEventListener("storage", (event) => {
    // Forgotten in another tab is forgotten here.
    const gone = event.key === null || (event.key === PREFIX + current.key && !event.newValue);
    if (gone && current.key) trigger("afresh");
    page.listConversations();
  });

  // The list of them

  const panel = () => document.getElementById("conversations");
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const button = (text, about, onclick, className = "action") =>
    make(
      "button",
      { type: "button", className, onclick },
      text,
      ...(about ? [make("span", { className: "visually-hidden" }, ` ${about}`)] : []),
    );

  const row = (kept) => {
    const day = new Date(kept.updated);
    const date = make("time", { dateTime: day.toISOString() }, day.toLocaleString([], {
      dateStyle: "medium",
      timeStyle: "short",
    }));
    const title = make(
      "button",
      { type: "button", className: "kept-title", onclick: () => pick(kept.key), dir: "auto" },
      kept.title,
    );
    if (kept.key === current.key) title.setAttribute("aria-current", "true");
    const item = make("li", {}, title, make("p", { className: "kept-date" }, date));
    item.append(
      make(
        "p",
        { className: "actions" },
        button("Rename", `“${kept.title}”`, () => rename(kept, item)),
        button("Delete", `“${kept.title}”`, () => remove(kept.key)),
      ),
    );
    return item;
  };

  const rename = (kept, item) => {
    const field = make("input", { value: kept.title, maxLength: 120, ariaLabel: "New name" });
    const done = (save) => {
      const title = field.value.trim();
      const now = read(kept.key);
      if (save && title && now) write(kept.key, { ...now, title, named: true });
      page.listConversations();
      panel().querySelector(".kept-title")?.focus();
    };
    const form = make(
      "form",
      { className: "kept-rename" },
      field,
      make("button", { className: "action" }, "Save"),
      button("Cancel", "", () => done(false)),
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      done(true);
    };
    form.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      done(false);
    };
    item.replaceChildren(form);
    field.select();
  };

  const forget = (forgotten) => {
    for (const key of forgotten) localStorage.removeItem(PREFIX + key);
    if (forgotten.includes(current.key)) {
      current = { key: "", turns: [], ratings: {} };
      sessionStorage.removeItem(CURRENT);
      trigger("afresh");
    }
    page.listConversations();
    document.getElementById("conversations-title")?.focus({ preventScroll: true });
  };
  const remove = (key) => {
    forget([key]);
    say("Deleted.");
  };

  const askToClear = () => {
    const area = panel().querySelector(".kept-all");
    const no = button("Keep them", "", () => page.listConversations());
    area.replaceChildren(
      make("p", {}, "Delete all conversations from this browser?"),
      button("Delete all", "conversations", () => {
        // Also what cannot be read, and what is only on the page.
        forget([...new Set([...keys(), current.key])]);
        say("All conversations are deleted.");
      }, "action action-grave"),
      no,
    );
    no.focus();
  };

  page.listConversations = () => {
    if (!panel()) return;
    const list = all();
    panel().querySelector(".kept").replaceChildren(...list.map(row));
    panel().querySelector(".kept-empty").hidden = list.length > 0;
    panel()
      .querySelector(".kept-all")
      .replaceChildren(...(list.length ? [button("Clear all", "conversations", askToClear)] : []));
  };

  // What can be done with a turn

  const turnOf = (element) => Number(element.id.split("-").at(-1));

  const answerAsText = ({ question, answer }) => {
    const sources = answer.citations.map(({ number, quote, section }) => {
      const path = section.join(" › ");
      // A quoted answer has the words already.
      return answer.model
        ? `[${number}] “${quote.replace(/\s+/g, " ")}” (${path})`
        : `[${number}] ${path}`;
    });
    return [question, answer.text, sources.join("\n")].filter(Boolean).join("\n\n");
  };

  const edit = (opener) => {
    const number = turnOf(opener);
    const shown = opener.closest(".message").querySelector(".question");
    const area = make("textarea", {
      value: current.turns[number]?.question ?? "",
      ariaLabel: "Edit the question",
      rows: 3,
    });
    const done = () => {
      form.remove();
      shown.hidden = opener.parentElement.hidden = false;
    };
    const send = () => {
      const question = area.value;
      if (!question.trim()) return;
      done();
      trigger("again", { turn: number, question });
      root.querySelector("#question textarea")?.focus({ preventScroll: true });
    };
    const form = make(
      "form",
      { className: "edit" },
      area,
      make("p", { className: "edit-note" }, "What follows this question is asked anew."),
      make("button", { className: "action" }, "Ask again"),
      button("Cancel", "", () => {
        done();
        opener.focus();
      }),
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      send();
    };
    form.onkeydown = (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        done();
        opener.focus();
      } else if (event.key === "Enter" && !event.shiftKey && event.target === area) {
        event.preventDefault();
        send();
      }
    };
    shown.hidden = opener.parentElement.hidden = true;
    shown.after(form);
    area.focus();
  };

  const save = async () => {
    const { markdown, error } = await server.export({ turns: current.turns });
    if (error) return say(error);
    const name = firstWords(current.turns).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    const link = make("a", {
      href: URL.createObjectURL(new Blob([markdown], { type: "text/markdown" })),
      download: `${name.replace(/^-+|-+$/g, "").slice(0, 60) || "conversation"}.md`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("#chat button.action");
    const tool = event.target.closest("button[data-tool]");
    if (pressed?.matches(".action-edit")) edit(pressed);
    else if (pressed?.matches(".action-retry")) trigger("again", { turn: turnOf(pressed) });
    else if (pressed?.matches(".action-copy")) {
      const turn = current.turns[turnOf(pressed)];
      if (turn?.answer) page.copy(answerAsText(turn));
    } else if (tool?.dataset.tool === "export") save();
    else if (tool?.dataset.tool === "print") print();
  });

  page.listConversations();
  reopen();
}
