// What passes: relative times go on while the page is open, and what was just done is told, read aloud and leaves again.

// Relative times, written by the server as <time class="when" datetime>, stay true while the page is open.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { style: "long", numeric: "always" });
const refresh_times = () => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time.when[datetime]")) {
    const minutes = Math.round((Date.parse(time.dateTime) - Date.now()) / 60000);
    if (Math.abs(minutes) < 72) time.textContent = words.format(minutes, "minute");
    else if (Math.abs(minutes) < 1728) time.textContent = words.format(Math.round(minutes / 60), "hour");
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
