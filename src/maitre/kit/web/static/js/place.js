// Coming back to a list: the same view, the same row, the same height. A list remembers its place when one leaves it; a page of one of its
// records leads back to it.

const scroller = document.querySelector("[data-scroll], [data-board]");
const at = `place:${location.pathname}${location.search}`;
const rows = () => [...document.querySelectorAll("table.list .title a, .ticket h3 a")];

addEventListener("pagehide", () => {
  if (!scroller) return;
  const row = document.activeElement.closest("tr, .ticket") ?? document.querySelector(".beside");
  sessionStorage.setItem(at, JSON.stringify({ row: row?.id ?? "", top: scroller.scrollTop, left: scroller.scrollLeft }));
  sessionStorage.setItem(`list:${location.pathname}`, location.search);
});

const returned = () => {
  const way = performance.getEntriesByType("navigation")[0]?.type;
  const from = document.referrer && new URL(document.referrer);
  return way === "reload" || way === "back_forward" || (from && from.origin === location.origin && from.pathname.startsWith(`${location.pathname}/`));
};

addEventListener("pageshow", (event) => {
  if (!scroller || event.persisted || !returned()) return;
  const place = JSON.parse(sessionStorage.getItem(at) ?? "{}");
  const row = location.hash.slice(1) || place.row;
  if (place.top !== undefined) scroller.scrollTo(place.left, place.top);
  if (!row || ![document.body, null].includes(document.activeElement)) return;
  const link = rows().find((each) => each.closest("tr, .ticket").id === row);
  link?.focus({ preventScroll: place.top !== undefined });
  link?.closest("tr, .ticket").scrollIntoView({ block: "nearest" });
});

// On the page of one record: whatever leads to the bare list leads to the view one came from.
if (!scroller) {
  for (const link of document.querySelectorAll('a[data-key="Escape"], .crumbs a')) {
    const search = sessionStorage.getItem(`list:${link.pathname}`);
    if (search !== null && !link.search && location.pathname.startsWith(`${link.pathname}/`)) link.href = `${link.pathname}${search}#${location.pathname.slice(link.pathname.length + 1).split("/")[0]}`;
  }
}
