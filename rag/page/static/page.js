/* Clicks on [data-do] -> acts: those of this browser are done here, the others are sent to Gradio as events.
   Runs once, inside the hidden "bus" component; knows nothing of answers. */
const SENT = ["open", "ask", "judge", "raw", "pick", "picknone", "fix", "more", "person", "remove", "restore", "chat", "draft", "topic"];
const $ = (selector, root) => (root || document).querySelector(selector);
const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
const language = () => (document.documentElement.dataset.language === "en" ? "en" : "zh");
const WORDS = JSON.parse(element.querySelector("#wenbao-words").textContent);
const word = (key) => WORDS[key][language() === "en" ? 1 : 0];
const remember = (key, value) => { try { localStorage.setItem("wenbao-" + key, value); } catch (_) { /* private window */ } };
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function toast(text) {
  const box = $("#toast");
  box.textContent = text;
  box.classList.add("on");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.classList.remove("on"), 2600);
}

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (_) {  // no clipboard without https: the old way
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(word(said));
}

function save(file) {
  const bytes = Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.mime }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/* ---- the composer ---- */
const box = () => $("#question textarea, #question input");
function write(text) {
  const field = box();
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  field.setSelectionRange(text.length, text.length);
}
function tab(name) {
  const place = { ask: 0, browse: 1, add: 2, evaluate: 3, verify: 4 }[name];
  const button = $$("#rooms button[role=tab]")[place];
  if (button && button.getAttribute("aria-selected") !== "true") button.click();
}

/* ---- the reading pane ---- */
const narrow = () => matchMedia("(max-width: 1023px)").matches;
let opener = null;
function openPane() {
  if (!narrow() || document.body.classList.contains("reading")) return;
  document.body.classList.add("reading");
  history.pushState({ wenbao: "reading" }, "");
}
function closePane(back) {
  if (!document.body.classList.contains("reading")) return;
  document.body.classList.remove("reading");
  if (back && history.state && history.state.wenbao === "reading") history.back();
  if (opener && document.contains(opener)) opener.focus();
}
addEventListener("popstate", () => closePane(false));

function toMark(smooth) {
  const pane = $("#pane");
  const mark = $("#pane .pane-room") ? null : $("#pane [data-first]") || $("#pane mark") || $("#pane .passage[data-s]");
  if (!mark) { pane.scrollTo({ top: 0 }); return; }
  const top = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
  pane.scrollTo({ top: Math.max(0, top - pane.clientHeight * 0.3), behavior: smooth && !still() ? "smooth" : "auto" });
}

/* ---- words selected in the article -> offsets that count Unicode characters ---- */
const count = (text) => Array.from(text).length;
function offsetAt(node, at) {
  let piece = (node.nodeType === 1 ? node : node.parentElement).closest("[data-s]");
  if (!piece && node.nodeType === 1) {
    const inside = $$("[data-s]", node);
    piece = at < node.childNodes.length ? (node.childNodes[at].dataset ? node.childNodes[at] : inside[0]) : inside[inside.length - 1];
    if (!piece || !piece.dataset || piece.dataset.s === undefined) return null;
    return Number(piece.dataset.s) + (at < node.childNodes.length ? 0 : count(piece.textContent));
  }
  if (!piece) return null;
  if (piece.dataset.n) return Number(piece.dataset.s) + (at > 0 ? 1 : 0);
  const range = document.createRange();
  range.selectNodeContents(piece);
  range.setEnd(node, at);
  return Number(piece.dataset.s) + count(range.toString());
}
let picked = null;
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const text = $("#pane .text");
  if (!text || !selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
  const start = offsetAt(range.startContainer, range.startOffset);
  const end = offsetAt(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return;
  picked = { article: text.dataset.article, start, end };
  const shown = $("#pane .picked-words");
  if (shown) shown.textContent = selection.toString().replace(/\s+/g, "").slice(0, 120);
});

/* what was written in the preview, for Python: [{at, title, newspaper, date, wanted}] */
const fields = () => $$("#preview .draft").map((one) => ({
  at: one.dataset.at,
  ...Object.fromEntries($$("[data-field]", one).map((field) => [field.dataset.field, field.type === "checkbox" ? field.checked : field.value])),
}));

/* ---- acts of this browser ---- */
const ACTS = {
  copy: (data) => copy((language() === "en" && data.text_en) || data.text, data.said),
  share: (data) => copy(location.origin + location.pathname + (data.topic ? "?topic=" : "?q=") + encodeURIComponent(data.topic || data.question), data.said),
  edit: (data) => { tab("ask"); write(data.question); },
  close: () => closePane(true),
  bring: () => window.wenbaoChats.bring(),
  api: () => { const button = $("footer .show-api"); if (button) button.click(); },
  mark: () => toMark(true),
  repairs: (data, button) => {
    const on = $("#pane").classList.toggle("with-repairs");
    button.setAttribute("aria-pressed", String(on));
  },
  wrong: (data, button) => {
    const why = button.closest(".turn").querySelector(".why");
    why.hidden = !why.hidden;
    button.setAttribute("aria-expanded", String(!why.hidden));
  },
  language: () => {
    remember("language", language() === "en" ? "zh" : "en");
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    location.replace(address);  // Gradio chooses its own words when it starts
  },
  theme: () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    remember("theme", theme);
  },
  larger: () => {
    const size = String((Number(document.documentElement.dataset.size || 1) % 3) + 1);
    document.documentElement.dataset.size = size;
    remember("size", size);
  },
  logout: async () => {
    try {  // whoever comes next to this machine finds no questions of this one
      for (const key of Object.keys(localStorage).filter((one) => /^wenbao-/.test(one)))
        if (!/^wenbao-(language|theme|size)$/.test(key)) localStorage.removeItem(key);
    } catch (_) { /* nothing is kept in a private window */ }
    await fetch("logout", { method: "POST" }).catch(() => 0);
    location.replace("login");
  },
};
const account = $("meta[name=wenbao-account]");
if (account) {
  document.documentElement.dataset.account = "";
  const leave = $("[data-do=logout]");
  if (leave) leave.title = account.content;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest && event.target.closest("[data-do]");
  if (!button) return;
  const act = button.dataset.do;
  const data = {};
  for (const [key, value] of Object.entries(button.dataset)) data[key.replace(/[A-Z]/g, (c) => "_" + c.toLowerCase())] = value;
  delete data.do;
  if (ACTS[act]) { ACTS[act](data, button); return; }
  if (!SENT.includes(act)) return;
  if (["open", "fix", "raw", "topic"].includes(act)) { opener = button; openPane(); }
  if (act === "open") { $$(".chosen").forEach((one) => one.classList.remove("chosen")); button.classList.add("chosen"); }
  if (act === "ask") {
    if (busy()) { toast(word("wait")); return; }
    tab("ask");
    closePane(true);
  }
  if (act === "draft") data.fields = fields();
  if (act === "person") { tab("browse"); closePane(true); }
  if (act === "pick") {
    if (!picked || picked.article !== data.article) { toast(word("pick")); return; }
    Object.assign(data, picked);
  }
  trigger(act, data);
});

/* ---- one question at a time, and none that is too long: said, never dropped or cut without a word ---- */
const busy = () => $("#conversation .turn.busy") !== null;
function held(event) {
  const length = Array.from((box() || { value: "" }).value.trim()).length;
  const long = length > WORDS.limit;
  if (!busy() && !long) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  toast(long ? word("too_long").replace("{length}", length).replace("{limit}", WORDS.limit) : word("wait"));
  return true;
}
for (const kind of ["keydown", "keypress"]) document.addEventListener(kind, (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  if (event.target === box()) held(event);
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest && event.target.closest("#send")) held(event);
  if (event.target.closest && event.target.closest("#new-chat") && busy()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    toast(word("wait"));
  }
  if (event.target.closest && event.target.closest("#all-chats")) window.wenbaoChats.show();
  if (event.target.closest && event.target.closest("#stop")) {
    const asked = $("#conversation .turn.busy h2");
    if (asked && box() && !box().value) write(asked.querySelector("[data-question]").dataset.question);
  }
}, true);

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;  // an input method is at work
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "Escape") closePane(true);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); tab("ask"); box().focus(); }
});

/* ---- what Python has to say: a file to save, a line to show, a place to scroll to ---- */
watch("value", () => {
  let said = {};
  try { said = JSON.parse(props.value || "{}"); } catch (_) { return; }
  if (said.toast) toast(said.toast[language() === "en" ? 1 : 0]);
  if (said.save) save(said.save);
});

/* ---- after every change of the page ---- */
function newest() {
  const turns = $$("#conversation .turn");
  const last = turns[turns.length - 1];
  const key = last ? last.id + last.classList.contains("busy") : "";
  if (!last || key === newest.seen) { newest.seen = key; return; }
  const first = newest.seen === undefined;  // a conversation brought back: no motion
  newest.seen = key;
  const top = last.getBoundingClientRect().top;
  if (turns.length === 1 && !first && top > 0 && top < innerHeight / 2) return;
  const head = $("#head").getBoundingClientRect().height;
  scrollTo({ top: top + scrollY - head, behavior: still() || first ? "auto" : "smooth" });
}
const nameUploads = () => $$('.upload-container[aria-label*="upload" i]').forEach((one) => {
  one.setAttribute("aria-label", one.innerText.replace(/\s+/g, " ").trim());  // Gradio names it in English only
});
const pickDates = () => $$(".date-field input:not([type=date])").forEach((one) => { one.type = "date"; });
/* A message is Chinese, then English, in one line: the reader sees his own. Gradio's own words become ours. */
const TWO = /^(.*[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e”’…]) ([A-Za-z"'][^\u4e00-\u9fff]*)$/s;
function inOneLanguage(text) {
  const parts = TWO.exec(text.trim());
  return parts ? parts[language() === "en" ? 2 : 1] : text;
}
function tellErrors() {
  $$(".toast-title").forEach((one) => {
    if (/^error$/i.test(one.textContent.trim())) one.textContent = word("error_title");
  });
  $$(".toast-message-text, .failure").forEach((one) => {
    if (one.children.length) return;
    let text = one.textContent;
    if (/connection (errored|to the server)|lost/i.test(text) && !/[\u4e00-\u9fff]/.test(text)) text = word("error_lost");
    if (/busy|queue is full/i.test(text) && !/[\u4e00-\u9fff]/.test(text)) text = word("error_busy");
    text = inOneLanguage(text);
    if (text !== one.textContent) one.textContent = text;
  });
}
function placeInLine() {  // Gradio tells the place in the queue in English, in a corner
  const told = /queue: (\d+)/.exec(($("#conversation .progress-text") || {}).textContent || "");
  const line = $("#line");
  const words = told ? word("in_line").replace("{number}", told[1]) : "";
  if (line.textContent === words) return;
  line.textContent = words;
  line.hidden = !told;
}
function lookAgain() {  // what is still being collected is asked for again by itself
  const button = $("#found button.again");
  if (!button || button.dataset.waits) return;
  button.dataset.waits = "yes";
  setTimeout(() => { if (document.contains(button)) button.click(); }, 3000);
}
new MutationObserver((changes) => {
  nameUploads();
  pickDates();
  tellErrors();
  lookAgain();
  placeInLine();
  const inside = (id) => changes.some((change) => change.target.closest && change.target.closest(id));
  if (inside("#conversation")) newest();
  if (inside("#reading")) {
    const pane = $("#reading .story, #reading .topic");
    const key = pane ? pane.textContent.length + ":" + ($("#reading [data-first], #reading .passage[data-s]") || { dataset: {} }).dataset.s : "";
    if (key !== toMark.seen) { toMark.seen = key; picked = null; requestAnimationFrame(() => toMark(false)); }
  }
}).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-first", "data-s"] });

window.wenbaoChats.begin({ trigger, word, toast, busy, turns: WORDS.turns });
window.wenbao = { fields };
