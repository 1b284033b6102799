// Selecting lines of the plan: all of them, a range with Shift, how many there are, and none with Esc.

const boxes = () => [...document.querySelectorAll('#lines input[name="line"]')];
let last = null;

function show() {
  const chosen = boxes().filter((box) => box.checked).length;
  const bulk = document.querySelector("[data-bulk]");
  if (!bulk) return;
  bulk.hidden = chosen === 0;
  bulk.querySelector("[data-count]").textContent = `${chosen} selected`;
  const all = document.querySelector("[data-all]");
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

function clear() {
  for (const box of boxes()) box.checked = false;
  show();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear]")) clear();
  if (!event.target.matches('#lines input[name="line"]')) return;
  const list = boxes();
  const from = list.indexOf(last);
  const to = list.indexOf(event.target);
  if (event.shiftKey && from >= 0) {
    for (const box of list.slice(Math.min(from, to), Math.max(from, to) + 1)) box.checked = event.target.checked;
  }
  last = event.target;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) for (const box of boxes()) box.checked = event.target.checked;
  show();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && boxes().some((box) => box.checked)) clear();
});

document.addEventListener("htmx:afterSettle", show);
show();
