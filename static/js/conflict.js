// Two versions: once somebody has chosen, what this browser kept of the items is settled and not sent again.

const person = document.body.dataset.person ?? "";

document.addEventListener("submit", (event) => {
  const page = event.target.dataset.settles;
  if (!page) return;
  for (const clash of event.target.querySelectorAll("[data-item]")) {
    try {
      localStorage.removeItem(`lintel:unsent:${person}:${page}:${clash.dataset.item}`);
    } catch {
      // Nothing was kept where storage is closed.
    }
  }
});
