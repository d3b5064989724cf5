/* The conversations of this browser, each under a key of its own: two tabs never write over each other.
   Runs in the head of the document, before anything is drawn; the page's script gives it words and events. */
(() => {
  const KEY = "wenbao-chat-";
  const HERE = "wenbao-chat";  // the conversation of this tab: a reload comes back to it
  const parsed = (text) => { try { return JSON.parse(text); } catch (_) { return null; } };
  const stored = (where, key) => { try { return where().getItem(key); } catch (_) { return null; } };
  const locally = () => localStorage;
  const here = () => stored(() => sessionStorage, HERE) || "";
  const sit = (id) => { try { sessionStorage.setItem(HERE, id); } catch (_) { /* private window */ } };
  const read = (id) => {
    const one = id ? parsed(stored(locally, KEY + id)) : null;
    return one && Array.isArray(one.turns) ? one : null;
  };
  let told = null;  // what the page's script hands over: trigger, word, toast, busy, turns
  let previous = "";
  const removed = [];  // put back as long as this page is open

  function all() {
    const found = [];
    try {
      for (let n = 0; n < localStorage.length; n += 1) {
        const key = localStorage.key(n);
        const one = key.startsWith(KEY) ? read(key.slice(KEY.length)) : null;
        if (one) found.push({ ...one, id: key.slice(KEY.length) });
      }
    } catch (_) { /* nothing can be kept here */ }
    return found.sort((a, b) => (b.time || 0) - (a.time || 0));
  }
  function write(id, chat) {
    try { localStorage.setItem(KEY + id, JSON.stringify(chat)); return true; } catch (_) {
      told.toast(told.word("chats_full"));
      return false;
    }
  }

  /* every turn of either, each as often as it was asked: another tab may have gone on with the same conversation */
  function joined(there, ours) {
    const left = there.map((turn) => JSON.stringify(turn));
    const added = ours.filter((turn) => {
      const at = left.indexOf(JSON.stringify(turn));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    return [...there, ...added].slice(-told.turns);
  }

  const nameOf = (one) => one.name || String((one.turns[0] || {}).question || "").slice(0, 60);
  const open = (id) => told.trigger("chat", { id, turns: (read(id) || { turns: [] }).turns });

  /* what the page begins with: this tab's conversation, else the latest; a link that asks begins one of its own */
  function current() {
    const asked = new URLSearchParams(location.search).has("q");
    const id = here() || (asked ? "" : (all()[0] || { id: "" }).id);
    return { id, turns: (read(id) || { turns: [] }).turns };
  }

  /* what Python says the conversation is now */
  function keep(chat) {
    if (!chat || !chat.id) return;
    if (here() !== chat.id && read(here())) previous = here();
    sit(chat.id);
    const there = read(chat.id);
    const turns = joined(there ? there.turns : [], chat.turns);
    if (!turns.length) return;
    if (!there || JSON.stringify(turns) !== JSON.stringify(there.turns))
      write(chat.id, { name: there ? there.name : "", time: Date.now(), turns });
    if (JSON.stringify(turns) !== JSON.stringify(chat.turns)) told.trigger("chat", { id: chat.id, turns });
  }

  /* ---- the list ---- */
  const made = (element, text, act, label) => {
    const one = document.createElement(element);
    one.textContent = text;
    if (act) { one.type = "button"; one.addEventListener("click", act); }
    if (label) one.setAttribute("aria-label", label);
    return one;
  };
  function box() {
    const found = document.getElementById("chats");
    if (found) return found;
    const dialog = document.createElement("dialog");
    dialog.id = "chats";
    dialog.setAttribute("aria-labelledby", "chats-head");
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    return dialog;
  }
  function row(one) {
    const item = document.createElement("li");
    const name = nameOf(one);
    const opening = made("button", name, () => { box().close(); if (one.id !== here()) open(one.id); });
    opening.className = "words";
    if (one.id === here()) opening.setAttribute("aria-current", "true");
    const date = new Date(one.time || 0).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const facts = made("span", told.word("chats_turns").replace("{count}", one.turns.length) + " · " + date);
    facts.className = "facts";
    const rename = made("button", told.word("rename"), () => renaming(item, one), told.word("rename") + " " + name);
    const remove = made("button", told.word("delete"), () => removing(one), told.word("delete") + " " + name);
    item.append(opening, facts, rename, remove);
    return item;
  }
  function renaming(item, one) {
    const form = document.createElement("form");
    const field = document.createElement("input");
    field.value = nameOf(one);
    field.maxLength = 60;
    field.setAttribute("aria-label", told.word("rename"));
    const done = made("button", told.word("save_name"));
    form.append(field, done);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const now = read(one.id);
      if (now) write(one.id, { ...now, name: field.value.trim() });
      draw();
    });
    item.replaceChildren(form);
    field.focus();
    field.select();
  }
  function removing(one) {
    removed.unshift(one);
    localStorage.removeItem(KEY + one.id);
    if (one.id === here()) told.trigger("chat", { id: "", turns: [] });
    draw();
    box().querySelector(".removed button").focus();
  }
  function back(one) {
    removed.splice(removed.indexOf(one), 1);
    write(one.id, { name: one.name, time: one.time, turns: one.turns });
    draw();
  }
  function draw() {
    const dialog = box();
    const head = made("h2", told.word("chats"));
    head.id = "chats-head";
    const close = made("button", told.word("close_list"), () => dialog.close());
    close.className = "close";
    const list = document.createElement("ol");
    for (const one of removed) {
      const item = made("li", told.word("chats_removed").replace("{name}", nameOf(one)));
      item.className = "removed";
      item.append(made("button", told.word("undo"), () => back(one)));
      list.append(item);
    }
    const there = all();
    list.append(...there.map(row));
    const note = made("p", told.word(there.length ? "chats_lead" : "chats_none"));
    note.className = "facts";
    dialog.replaceChildren(close, head, note, list);
  }
  function show() {
    if (told.busy()) { told.toast(told.word("wait")); return; }
    draw();
    if (!box().open) box().showModal();
  }

  addEventListener("storage", (event) => {
    if (!told || event.key !== KEY + here() || !event.newValue || told.busy()) return;
    open(here());  // another tab went on with the same conversation
  });
  window.wenbaoChats = { current, keep, show, begin: (given) => { told = given; }, bring: () => { if (previous) open(previous); } };
})();
