// Runs before the first paint: says that scripts run, and takes the theme that was chosen here before.
// Without a choice the page follows the system.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("lintel:theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage can be closed to a page; then the theme is the system's.
  }
})();
