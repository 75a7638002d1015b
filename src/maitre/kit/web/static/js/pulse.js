// One poll while the page is looked at: counters in the rail and on tabs, and how many new records this view has. Rows never move by themselves.

const EVERY = 20000;
const view = document.querySelector("[data-fresh]");
const link = document.querySelector("[data-fresh-link]");
let tag = "", timer;

const tell = (told) => {
  for (const place of document.querySelectorAll("[data-pulse]")) {
    const count = told[place.dataset.pulse];
    place.textContent = count ? (count >= 1000 ? "1000+" : count) : "";
  }
  if (view && told.newest !== undefined) view.dataset.since ||= told.newest; // what this page knows of
  if (!link || !told.fresh) return;
  link.textContent = told.said;
  link.hidden = false;
};
const poll = async () => {
  clearTimeout(timer);
  if (document.hidden) return;
  const asked = view ? `?${new URLSearchParams({ kind: view.dataset.fresh, q: view.dataset.query, since: view.dataset.since ?? "" })}` : "";
  try {
    const answer = await fetch(`/pulse${asked}`, { headers: tag ? { "If-None-Match": tag } : {}, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return; // signed out: the next click says so
    if (answer.ok) {
      tag = answer.headers.get("ETag") ?? "";
      tell(await answer.json());
    }
  } catch { /* the next poll tries again */ }
  timer = setTimeout(poll, EVERY);
};
document.addEventListener("visibilitychange", poll);
setTimeout(poll, 400);
