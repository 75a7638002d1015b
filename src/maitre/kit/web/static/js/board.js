// The board: j and k walk a column, the arrow keys too; left and right go to the next column. A card's menu asks for its verbs when it opens.

const board = document.querySelector("[data-board]");
const cards = (column) => [...column.querySelectorAll(".ticket h3 a")];

if (board) {
  const go = (link) => {
    link?.focus({ preventScroll: true });
    link?.closest(".ticket").scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const steps = { j: [0, 1], k: [0, -1], ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] };
  const walk = ([across, down]) => {
    const columns = [...board.children].filter((column) => cards(column).length);
    const now = document.activeElement.closest(".ticket");
    if (!now) return go(board.querySelector(".ticket h3 a"));
    const column = now.closest(".column");
    const place = cards(column).findIndex((link) => now.contains(link));
    const rtl = getComputedStyle(board).direction === "rtl" ? -1 : 1;
    const target = columns[columns.indexOf(column) + across * rtl] ?? column;
    const links = cards(target);
    return go(links[Math.min(Math.max(place + down, 0), links.length - 1)]);
  };
  document.addEventListener("keydown", (event) => {
    const off = document.documentElement.dataset.keys === "off" && event.key.length === 1;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || off || event.target.closest("input, textarea, select, dialog[open], .popover")) return;
    const card = event.target.closest(".ticket");
    if (event.key === "s" && card) card.querySelector("summary").click();
    else if (steps[event.key] && (card || event.key.length === 1)) walk(steps[event.key]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("step", (event) => walk([0, event.detail]));
}

document.addEventListener("toggle", async (event) => {
  const menu = event.target;
  if (!menu.open || !menu.dataset?.load) return;
  const address = menu.dataset.load;
  delete menu.dataset.load;
  const answer = await fetch(address, { redirect: "manual" });
  if (!answer.ok) return;
  menu.querySelector(".popover").insertAdjacentHTML("afterbegin", await answer.text());
}, true);
