// Walking a list: j and k move the focus from title to title, so Enter opens and a screen reader follows; x ticks the row.
// A key of the bulk bar ticks the row in focus first when nothing is ticked.

const links = () => [...document.querySelectorAll("table.list .title a")];
const boxes = () => [...document.querySelectorAll("table.list input[name=record]")];
const single = () => document.documentElement.dataset.keys !== "off";
const here = () => (document.activeElement.closest("tr") ?? document.querySelector("tr.beside"))?.querySelector(".title a");

const move = (step) => {
  const all = links();
  const now = all.indexOf(here());
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
  all[next]?.focus({ preventScroll: true });
  all[next]?.closest("tr").scrollIntoView({ block: "nearest" });
};
document.addEventListener("step", (event) => move(event.detail));

// Before the keys of the page answer: the bulk bar shows itself as soon as something is ticked.
document.addEventListener("keydown", (event) => {
  const bar = document.querySelector(`.bulk [data-key="${CSS.escape(event.key)}"]`);
  const row = event.target.closest?.("table.list tbody tr");
  if (!bar || !row || event.ctrlKey || event.metaKey || event.key === "Escape" || !single()) return;
  if (!boxes().some((box) => box.checked) && !document.querySelector("[data-preview]:not([hidden])")) row.querySelector("input[name=record]")?.click();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !single()) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
  const row = here()?.closest("tr");
  if ((event.key === "j" || event.key === "k") && links().length) move(event.key === "j" ? 1 : -1);
  else if (event.key === "x" && row) row.querySelector("input[name=record]")?.click();
  else if (event.key === "o" && row) row.querySelector(".title a").click();
  else return;
  event.preventDefault();
});

// Ticking: the head ticks all shown, Shift ticks from the last one on, the bulk bar counts.
let last = null;
const count = () => {
  const ticked = boxes().filter((box) => box.checked).length;
  const head = document.querySelector("[data-tick-all]");
  if (head) [head.checked, head.indeterminate] = [ticked > 0 && ticked === boxes().length, ticked > 0 && ticked < boxes().length];
  for (const place of document.querySelectorAll("[data-ticked]")) place.textContent = ticked;
};
document.addEventListener("click", (event) => {
  const box = event.target;
  if (box.matches("[data-tick-all]")) for (const each of boxes()) each.checked = box.checked;
  if (box.matches("input[name=record]")) {
    const all = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const each of all.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
  } else if (!box.closest("a, button, label, summary") && !getSelection().toString()) box.closest("table.list tbody tr")?.querySelector(".title a")?.focus({ preventScroll: true });
  count();
});
addEventListener("reset", () => setTimeout(count));
addEventListener("pageshow", count);
