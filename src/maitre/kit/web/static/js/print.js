// A page made for paper: its button opens what the browser prints with.
document.querySelector("[data-print]")?.addEventListener("click", () => print());
