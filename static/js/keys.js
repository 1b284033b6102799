// The keyboard. Single keys are off while somebody types, with a modifier, and where they were switched off in the list.
// The list itself (includes/keys.html) says what each key does.

const STATES = {
  1: ["done", "in_place"],
  2: ["partly"],
  3: ["not_done", "not_in_place"],
  4: ["not_applicable"],
};
const OFF = "lintel:keys-off";
const ITEM = "form[data-item]";
const CARD = ".step, .practice > header";

const list = document.getElementById("key-list");
const switchOff = list?.querySelector("[data-keys-off]");

function areOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return switchOff?.checked ?? false;
  }
}

if (switchOff) {
  switchOff.checked = areOff();
  switchOff.addEventListener("change", () => {
    try {
      localStorage.setItem(OFF, switchOff.checked ? "yes" : "no");
    } catch {
      // The box itself holds the choice then.
    }
  });
}

const isTyping = (target) =>
  target.closest?.('textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"])');
const isShown = (element) => element.getClientRects().length > 0;

// ---- the item in hand ----

const items = () => [...document.querySelectorAll(ITEM)].filter((form) => form.querySelector('[name="state"]') && isShown(radioOf(form)));
const radioOf = (form) => form.querySelector('[name="state"]:checked') ?? form.querySelector('[name="state"]');

function cardInHand() {
  const marked = document.querySelector(".step.hand") ?? document.querySelector(".practice.hand > header");
  return document.activeElement?.closest?.(CARD) ?? marked;
}

function inHand() {
  const active = document.activeElement;
  return active?.closest?.(ITEM) ?? cardInHand()?.querySelector(ITEM) ?? null;
}

function takeInHand(form) {
  for (const other of document.querySelectorAll(".step.hand, .practice.hand")) other.classList.remove("hand");
  form.closest(".step")?.classList.add("hand");
  form.closest(".practice")?.classList.add("hand");
}

function move(by) {
  const all = items();
  if (all.length === 0) return;
  const at = all.indexOf(inHand());
  // Who comes from elsewhere begins with the item in hand.
  const from = document.activeElement?.closest?.(CARD) ? at + by : at;
  const next = all[at < 0 ? 0 : Math.min(Math.max(from, 0), all.length - 1)];
  radioOf(next).focus({ preventScroll: true });
  next.closest(CARD)?.scrollIntoView({ block: "nearest" });
  takeInHand(next);
}

function choose(key) {
  const form = inHand();
  if (!form) return;
  const radio = (STATES[key] ?? []).map((state) => form.querySelector(`[name="state"][value="${state}"]`)).find(Boolean);
  if (!radio || radio.checked) return;
  radio.checked = true;
  radio.focus({ preventScroll: true });
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  if (key === "4") form.querySelector('[name="reason"]')?.focus();
}

function question(by) {
  const links = [...document.querySelectorAll("[data-question]")].filter(isShown);
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[at < 0 ? 0 : at + by]?.click();
}

function note() {
  // A note may stand outside its form, and below a fold.
  const area = inHand()?.elements.note ?? document.querySelector('[name="note"]');
  const folded = area?.closest("[hidden]");
  if (folded) document.querySelector(`.fold[aria-controls="${CSS.escape(folded.id)}"]`)?.click();
  area?.closest(".jot")?.classList.remove("closed");
  area?.focus();
}

function guidance() {
  const aside = document.getElementById("guidance");
  if (!aside) return;
  aside.setAttribute("tabindex", "-1");
  aside.focus();
}

function confirm() {
  cardInHand()?.querySelector("[data-confirm]")?.click();
}

const ACTIONS = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  f: () => document.querySelector("[data-filter]")?.focus(),
  j: () => question(1),
  k: () => question(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  0: () => inHand()?.dispatchEvent(new CustomEvent("lintel:clear")),
  1: () => choose("1"),
  2: () => choose("2"),
  3: () => choose("3"),
  4: () => choose("4"),
  "=": confirm,
  n: note,
  g: guidance,
  "?": () => list?.showModal(),
};

// Arrows scroll a page that has nothing to answer, and open menus and lists.
const arrowsAreOurs = (target) => document.querySelector(ITEM) && (target === document.body || target.closest(`${ITEM}, ${CARD}`));

document.addEventListener("keydown", (event) => {
  const action = ACTIONS[event.key];
  if (!action || event.ctrlKey || event.metaKey || event.altKey || list?.open || isTyping(event.target)) return;
  const isArrow = event.key.startsWith("Arrow");
  if (isArrow ? !arrowsAreOurs(event.target) : areOff()) return;
  event.preventDefault();
  action();
});

for (const button of document.querySelectorAll("[data-show-keys]")) button.addEventListener("click", () => list?.showModal());

document.addEventListener("focusin", (event) => {
  const form = event.target.closest?.(ITEM);
  if (form) takeInHand(form);
});
