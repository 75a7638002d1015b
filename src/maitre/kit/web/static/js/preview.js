// The preview beside the list: the row in focus is shown after a moment's rest; Escape closes it, v opens it again. The address stays.
// Verbs taken in it are sent from where one is: the list comes back with the same row.

const pane = document.querySelector("[data-preview]");
const toggle = document.querySelector("[data-preview-toggle]");
const wide = matchMedia("(width >= 1180px)");
const TITLES = "table.list .title a, .ticket h3 a";
const REST = 120;
let timer, asked, shown = "", latest = null;

const wanted = () => wide.matches && localStorage.getItem("preview") !== "off";
const mark = (link) => {
  for (const row of document.querySelectorAll(".beside")) row.classList.remove("beside");
  link?.closest("tr, .ticket")?.classList.add("beside");
};
const show = async (link) => {
  const address = link.getAttribute("href");
  asked?.abort();
  asked = new AbortController();
  pane.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${address}/preview`, { signal: asked.signal, redirect: "manual" });
    if (!answer.ok) throw new Error(answer.status);
    pane.innerHTML = await answer.text();
  } catch (error) {
    if (error.name === "AbortError") return;
    pane.replaceChildren(document.querySelector("[data-preview-failed]").content.cloneNode(true));
  }
  shown = address;
  pane.hidden = false;
  pane.removeAttribute("aria-busy");
  toggle?.setAttribute("aria-pressed", "true");
  mark(link);
  link.closest("tr, .ticket").scrollIntoView({ block: "nearest" });
};
const close = () => {
  clearTimeout(timer);
  asked?.abort();
  const inside = pane.contains(document.activeElement);
  pane.hidden = true;
  shown = "";
  toggle?.setAttribute("aria-pressed", "false");
  if (inside) latest?.focus();
  mark(null);
};

if (pane) {
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest(TITLES);
    if (!link || !wanted()) return;
    latest = link;
    clearTimeout(timer);
    if (link.getAttribute("href") !== shown) timer = setTimeout(show, REST, link);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.step && pane.contains(button)) document.dispatchEvent(new CustomEvent("step", { detail: Number(button.dataset.step) }));
    else if (button?.matches(".closes") || (button && button === toggle)) {
      const open = button === toggle && pane.hidden;
      localStorage.setItem("preview", open ? "on" : "off");
      if (!open) close();
      else if (wide.matches) show(latest ?? document.querySelector(TITLES));
    }
  });
  wide.addEventListener("change", () => wide.matches || close());
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.closest("[data-stay], [data-board]") || form.method !== "post" || event.defaultPrevented) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  if (answer.type === "opaqueredirect") location.reload();
  else location.assign(form.action.replace(/\/verbs\/.*$/, "")); // refused: the record itself says why
});
