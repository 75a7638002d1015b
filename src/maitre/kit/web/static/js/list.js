// Walking a list: j and k move the focus from title to title, so Enter opens and a screen reader follows; x ticks the row.
// Coming back to a list returns to the row one left.

const links = () => [...document.querySelectorAll("table.list .title a")];
const place = `row:${location.pathname}${location.search}`;

const move = (step) => {
  const all = links();
  const now = all.indexOf(document.activeElement.closest("tr")?.querySelector(".title a"));
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
  all[next]?.focus();
  all[next]?.closest("tr").scrollIntoView({ block: "nearest" });
};
const tick = (row) => row?.querySelector("input[name=record]")?.click();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
  const row = event.target.closest("table.list tr");
  if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key === "x" && row) tick(row);
  else if (event.key === "o" && row) row.querySelector(".title a")?.click();
  else return;
  event.preventDefault();
});

// Ticking: the head ticks all shown, Shift ticks from the last one on, the bulk bar counts.
let last = null;
const boxes = () => [...document.querySelectorAll("table.list input[name=record]")];
const count = () => {
  const ticked = boxes().filter((box) => box.checked).length;
  const head = document.querySelector("[data-tick-all]");
  if (head) [head.checked, head.indeterminate] = [ticked > 0 && ticked === boxes().length, ticked > 0 && ticked < boxes().length];
  for (const place of document.querySelectorAll("[data-ticked]")) place.textContent = ticked;
};
document.addEventListener("click", (event) => {
  const box = event.target;
  if (box.matches("a") && box.closest("table.list .title")) sessionStorage.setItem(place, box.getAttribute("href"));
  if (box.matches("[data-tick-all]")) for (const each of boxes()) each.checked = box.checked;
  if (box.matches("[data-untick]")) for (const each of boxes()) each.checked = false;
  if (box.matches("input[name=record]")) {
    const all = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const each of all.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
  }
  count();
});

addEventListener("pageshow", () => {
  count();
  const left = sessionStorage.getItem(place);
  if (left && document.activeElement === document.body) links().find((link) => link.getAttribute("href") === left)?.focus({ preventScroll: false });
  sessionStorage.removeItem(place);
});
