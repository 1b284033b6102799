// Answering. Each item is a form of its own (form.item[data-item]) that HTMX posts on "change".
// A choice posts at once; a note or reason posts 800 ms after the last key and where it loses the focus. What could not
// be sent stays in this browser, for this person and this address, and is sent later. "Not applicable" waits for its reason.

const DELAY = 800;
const RETRY = 15000;
const PERSON = document.body.dataset.person ?? "";
const PREFIX = `lintel:unsent:${PERSON}:${location.pathname}:`;

const saved = new WeakMap(); // form -> what the server has
const sending = new WeakMap(); // form -> what is on its way
const timers = new WeakMap(); // form -> the note's timer
const clashed = new WeakSet(); // forms whose content was sent and not stored: somebody else's stands
let offlineSince = "";

const isItem = (element) => Boolean(element?.matches?.("form[data-item]"));
// A note may stand outside its form and name it with the form attribute.
const formOf = (element) => {
  const form = element.form ?? element.closest?.("form");
  return isItem(form) ? form : null;
};
const forms = () => [...document.querySelectorAll("form[data-item]")];
const stateOf = (form) => form.querySelector('[name="state"]:checked')?.value ?? "";
const textOf = (form, name) => form.elements[name]?.value ?? "";
const content = (form) => JSON.stringify([stateOf(form), textOf(form, "reason"), textOf(form, "note")]);
const keyOf = (form) => PREFIX + form.dataset.item;

// ---- what is kept in this browser ----

function keep(form) {
  const entry = {
    state: stateOf(form),
    reason: textOf(form, "reason"),
    note: textOf(form, "note"),
    version: textOf(form, "version"),
  };
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(entry));
  } catch {
    // A full or closed storage must not stop the typing; the post itself still goes out.
  }
}

function kept(form) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  } catch {
    return null;
  }
}

function forget(form) {
  try {
    localStorage.removeItem(keyOf(form));
  } catch {
    // Nothing was kept where storage is closed.
  }
}

function restore(form) {
  const entry = kept(form);
  if (!entry) return;
  const present = textOf(form, "version");
  for (const radio of form.querySelectorAll('[name="state"]')) radio.checked = radio.value === entry.state;
  for (const name of ["reason", "note"]) if (form.elements[name]) form.elements[name].value = entry[name];
  // The version it was typed on, so that a change by somebody else since then is shown and not overwritten.
  if (form.elements.version) form.elements.version.value = entry.version;
  paint(form);
  if (content(form) === saved.get(form)) {
    if (form.elements.version) form.elements.version.value = present;
    forget(form);
  } else {
    send(form);
  }
}

// ---- sending ----

const lacksReason = (form) =>
  stateOf(form) === "not_applicable" && form.elements.reason && textOf(form, "reason").trim() === "";

function send(form) {
  clearTimeout(timers.get(form));
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function paint(form) {
  form.querySelector(".seg")?.classList.toggle("blank", stateOf(form) === "");
}

function clear(form) {
  for (const radio of form.querySelectorAll('[name="state"]')) radio.checked = false;
  send(form);
}

function tell(text, link = null) {
  document.dispatchEvent(new CustomEvent("lintel:line", { detail: { text, link } }));
}

const now = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

function failed(form, text) {
  keep(form);
  sending.delete(form);
  offlineSince ||= now();
  tell(`${text}. Kept here since ${offlineSince}, will be sent`);
}

// A session that has ended answers with the sign-in page, and that is no saving.
function wasSentElsewhere(detail) {
  const asked = new URL(detail.pathInfo.finalRequestPath ?? detail.pathInfo.requestPath, location.href);
  const answered = detail.xhr.responseURL && new URL(detail.xhr.responseURL);
  return Boolean(answered) && answered.pathname !== asked.pathname;
}

document.addEventListener("change", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  paint(form);
  if (content(form) !== saved.get(form)) keep(form);
  if (!form.contains(event.target)) send(form);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (!isItem(form)) return;
  const current = content(form);
  if (current === saved.get(form) || lacksReason(form)) {
    event.preventDefault();
    if (lacksReason(form) && current !== saved.get(form)) tell("Not saved yet: say why it does not apply");
    else if (!clashed.has(form)) forget(form);
    return;
  }
  sending.set(form, current);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (isItem(event.target) && wasSentElsewhere(event.detail)) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!isItem(form) || !event.detail.xhr) return;
  const status = event.detail.xhr.status;
  const isSaved = status >= 200 && status < 300;
  if (isSaved && wasSentElsewhere(event.detail)) {
    keep(form);
    sending.delete(form);
    tell("You are signed out. Kept here, will be sent.", { href: location.href, text: "Sign in again" });
  } else if (status === 409) {
    // Somebody changed the item: the reply says where to choose, and until then what was typed is kept here.
    saved.set(form, sending.get(form));
    clashed.add(form);
    keep(form);
  } else if (isSaved) {
    clashed.delete(form);
    saved.set(form, sending.get(form));
    if (content(form) === sending.get(form)) forget(form);
    offlineSince = "";
  } else if (status === 422) {
    keep(form);
    sending.delete(form);
  } else {
    failed(form, status === 0 ? "No connection" : "Not saved");
  }
});

function sendKept() {
  for (const form of forms()) if (kept(form) && content(form) !== saved.get(form)) send(form);
}

// ---- typing and clicking ----

document.addEventListener("input", (event) => {
  const form = event.target.matches?.("textarea") && formOf(event.target);
  if (!form) return;
  keep(form);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => send(form), DELAY));
});

document.addEventListener("click", (event) => {
  const clearing = event.target.closest?.("[data-clear]");
  if (clearing && formOf(clearing)) {
    event.preventDefault();
    clear(formOf(clearing));
  }
  const choosing = event.target.closest?.("[data-choose]");
  if (choosing && formOf(choosing)) {
    event.preventDefault();
    choose(formOf(choosing), choosing.dataset.choose);
  }
  const going = event.target.closest?.("[data-goto]");
  if (going && goTo(going.dataset.goto)) event.preventDefault();
  const jot = document.getElementById(event.target.closest?.("[data-jot]")?.dataset.jot);
  if (jot) {
    jot.classList.remove("closed");
    jot.querySelector("textarea").focus();
  }
  const revealing = event.target.closest?.("[data-reveal]");
  if (revealing) reveal(revealing);
  const fold = event.target.closest?.(".fold[aria-controls]");
  if (fold) unfold(fold, fold.getAttribute("aria-expanded") !== "true");
  const radio = event.target.closest?.('[name="state"][value="not_applicable"]');
  // A pointer counts its clicks; arrows that pass over the choice don't, and must not lose the focus to the reason.
  if (radio && event.detail > 0) radio.form?.elements.reason?.focus();
});

function choose(form, state) {
  const radio = form.querySelector(`[name="state"][value="${state}"]`);
  radio.checked = true;
  radio.focus({ preventScroll: true });
  send(form);
}

// Whatever is folded around an element is opened.
function show(target) {
  for (let body = target?.closest?.("[hidden]"); body; body = body.parentElement?.closest("[hidden]")) {
    const button = document.querySelector(`.fold[aria-controls="${CSS.escape(body.id)}"]`);
    const line = document.querySelector(`[data-reveal][aria-controls="${CSS.escape(body.id)}"]`);
    if (button) unfold(button, true);
    else body.hidden = false;
    line?.closest("li").remove();
  }
}

function goTo(item) {
  const form = document.getElementById(`item-${item}`);
  if (!form) return false;
  show(form);
  const fold = form.querySelector(".fold[aria-controls]");
  if (fold) unfold(fold, true);
  (form.querySelector('[name="state"]:checked') ?? form.querySelector('[name="state"]')).focus({ preventScroll: true });
  form.parentElement.scrollIntoView({ block: "center" });
  return true;
}

function reveal(button) {
  const body = document.getElementById(button.getAttribute("aria-controls"));
  show(body);
  body.querySelector('[name="state"]')?.focus();
}

function unfold(button, open) {
  button.setAttribute("aria-expanded", String(open));
  const body = document.getElementById(button.getAttribute("aria-controls"));
  if (body) body.hidden = !open;
}

// A link to something inside a folded card unfolds it.
function showTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  show(target);
  target?.scrollIntoView?.({ block: "start" });
}

// ---- the columns beside the answers ----

const aside = document.querySelector("[data-guidance]");
let asking = 0;

// The guidance follows the item in hand, once somebody stays on it.
document.addEventListener("focusin", (event) => {
  const form = formOf(event.target);
  // Not form.elements.item: that is the collection's own method.
  const item = form?.querySelector('[name="item"]')?.value ?? "";
  clearTimeout(asking);
  if (!aside || item === "" || aside.dataset.shows === item) return;
  asking = setTimeout(() => {
    aside.dataset.shows = item;
    htmx.ajax("GET", `${aside.dataset.guidance}&hand=${encodeURIComponent(item)}`, { target: aside, swap: "innerHTML" });
  }, 150);
});

document.querySelector("[data-filter]")?.addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const row of document.querySelectorAll("[data-row]")) row.hidden = !row.dataset.row.toLowerCase().includes(wanted);
});

for (const offer of document.querySelectorAll("[data-fades]")) setTimeout(() => offer.remove(), 10000);

// One page asks about everything that waits for a choice.
document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("[data-clash]")) return;
  for (const other of document.querySelectorAll('[data-clash] [name="mine"]')) {
    if (other.form !== event.target) event.target.append(other.cloneNode());
  }
});

// ---- at the start, and after a part of the page was replaced ----

function begin(root) {
  const found = isItem(root) ? [root] : [...(root.querySelectorAll?.("form[data-item]") ?? [])];
  for (const form of found) {
    if (saved.has(form)) continue;
    saved.set(form, content(form));
    form.addEventListener("lintel:clear", () => clear(form));
    restore(form);
  }
}

// HTMX says this of the body first, when the forms can post.
document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
if (location.hash) showTarget();
window.addEventListener("hashchange", showTarget);
window.addEventListener("online", sendKept);
setInterval(() => offlineSince && sendKept(), RETRY);
