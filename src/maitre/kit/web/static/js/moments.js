// What passes: relative times go on while the page is open, and what was just done is told, read aloud and leaves again.

// Relative times, written by the server as <time class="when" datetime>, stay true while the page is open.
// Whole units are counted, and less than a minute is now: the server says the same (environment.py).
const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { style: "long", numeric: "always" });
const refresh_times = () => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time.when[datetime]")) {
    const apart = Math.trunc((Date.parse(time.dateTime) - Date.now()) / 1000);
    const [unit, size] = UNITS.find(([, seconds]) => Math.abs(apart) >= seconds) ?? [];
    time.textContent = unit ? words.format(Math.trunc(apart / size), unit) : document.documentElement.dataset.now;
  }
};
setInterval(refresh_times, 60000);
document.addEventListener("visibilitychange", refresh_times);

// A toast that stands in the page from the start is not read aloud: it is put in anew. A good one leaves after a while, unless one looks at it.
for (const toast of document.querySelectorAll(".toast")) {
  setTimeout(() => toast.replaceWith(toast), 150);
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
  if (!toast.matches(".danger, .warning")) setTimeout(leave, 7000);
  toast.querySelector("[data-dismiss]").addEventListener("click", () => toast.remove());
}
