// The report's page: "Print" opens the browser's own dialogue.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
