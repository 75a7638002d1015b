// A record that is open says so every 15 seconds while one looks at it, and shows who else is there and what happened since.

const place = document.querySelector("[data-presence]");
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
let wrote = 0;

const tell = (more = {}) => {
  const form = new FormData();
  const voice = document.querySelector("input[name=voice]:checked, input[name=only_voice]")?.value ?? "public";
  const values = { csrfmiddlewaretoken: token(), seen: place.dataset.seen, writes: Date.now() - wrote < 15000 ? voice : "", ...more };
  for (const [name, value] of Object.entries(values)) if (value) form.set(name, value);
  return form;
};
const beat = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(place.dataset.presence, { method: "POST", body: tell(), redirect: "error" });
    if (!answer.ok) return;
    const html = await answer.text();
    if (html !== place.dataset.was) {
      place.innerHTML = html;
      place.dataset.was = html;
    }
  } catch { /* offline, or signed out: nobody is shown */ }
};

if (place) {
  beat();
  setInterval(beat, 15000);
  document.addEventListener("visibilitychange", beat);
  document.addEventListener("input", (event) => {
    if (!event.target.closest("[data-composer]")) return;
    const first = Date.now() - wrote > 15000;
    wrote = Date.now();
    if (first) beat();
  });
  addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.presence, tell({ gone: "1" })));
}
