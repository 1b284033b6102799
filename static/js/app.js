// What every page does with scripts: the theme switch, the saved line, and keeping the focus where it was.

const THEMES = ["", "light", "dark"];
const THEME_NAMES = { "": "as the system", light: "light", dark: "dark" };

function showTheme(button) {
  const theme = document.documentElement.dataset.theme ?? "";
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  button.setAttribute("aria-label", `Theme: ${THEME_NAMES[theme]}. Switch to: ${THEME_NAMES[next]}`);
}

function switchTheme(button) {
  const theme = document.documentElement.dataset.theme ?? "";
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  if (next) document.documentElement.dataset.theme = next;
  else delete document.documentElement.dataset.theme;
  try {
    localStorage.setItem("lintel:theme", next);
  } catch {
    // The choice holds for this page then.
  }
  showTheme(button);
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  showTheme(button);
  button.addEventListener("click", () => switchTheme(button));
}

// Menus made of <details> close like menus.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.account[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// An error summary takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// ---- the saved line ----

const SVG = "http://www.w3.org/2000/svg";

function clock() {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("width", "14");
  svg.setAttribute("height", "14");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function say(text, { mark = "", link = null } = {}) {
  const line = document.querySelector("[data-saved]");
  if (!line) return;
  const parts = mark ? [icon(mark), text] : [text];
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.text;
    parts.push(" ", anchor);
  }
  line.replaceChildren(...parts);
}

const isSave = (event) => (event.detail.requestConfig?.verb ?? "get") !== "get";

let running = 0;
document.addEventListener("htmx:beforeSend", (event) => {
  if (!isSave(event)) return;
  running += 1;
  say("Saving…");
  document.querySelector("[data-saved]")?.setAttribute("data-saving", "");
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isSave(event)) return;
  running = Math.max(0, running - 1);
  const line = document.querySelector("[data-saved]");
  // The reply may have brought its own line; what it says is newer than what stands here.
  const ours = line?.hasAttribute("data-saving") && line.textContent === "Saving…";
  if (running === 0) line?.removeAttribute("data-saving");
  if (!ours || running > 0) return;
  const status = event.detail.xhr?.status ?? 0;
  if (status >= 200 && status < 300) say(`Saved ${clock()}`, { mark: "tick" });
  else say("Not saved. Try once more", { mark: "warn" });
});

// Pages that keep what could not be sent say so here: detail is { text, link }.
document.addEventListener("lintel:line", (event) => say(event.detail.text, { mark: "warn", link: event.detail.link }));

// ---- focus ----

const TYPING = 'textarea, select, input:not([type="radio"], [type="checkbox"], [type="hidden"])';

// A reply never takes the place of something that somebody is typing in.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const active = document.activeElement;
  if (active?.matches(TYPING) && event.detail.target?.contains(active)) event.detail.shouldSwap = false;
});

let focused = "";
document.addEventListener("htmx:beforeSwap", () => {
  focused = document.activeElement?.id ?? "";
});
document.addEventListener("htmx:afterSettle", () => {
  if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
  document.getElementById(focused)?.focus({ preventScroll: true });
});
