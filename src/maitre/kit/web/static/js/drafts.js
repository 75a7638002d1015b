// What is typed is kept on the server, within a second: every field with data-draft. Each tab writes a draft of its own, so none
// overwrites another's; leaving sends what is still on its way; where the server cannot keep it, this tab does until it can.

const tab = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const place_of_drafts = "/drafts";
const states = new WeakMap();
const known = new Set();
const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";
const aside = (field) => `draft:${document.documentElement.dataset.person}:${field.dataset.draftRecord}:${field.dataset.draft}`;
const around = (element) => element.closest("[data-composer] form") ?? element.closest(".field") ?? element.closest("form");
const near = (field, selector) => around(field).querySelector(selector);

const state_of = (field) => {
  if (!states.has(field)) {
    const [from, from_keystroke] = (field.dataset.draftFrom ?? "").split(".");
    states.set(field, { keystroke: 0, kept: 0, from, from_keystroke, timer: 0, flight: null });
    known.add(field);
  }
  return states.get(field);
};
const told = (field, state) => {
  const form = new FormData();
  const values = { place: field.dataset.draft, record: field.dataset.draftRecord ?? "", voice: field.dataset.voice ?? "public", text: field.value,
    tab, keystroke: state.keystroke, from: state.from, from_keystroke: state.from_keystroke, version: field.form?.elements.version?.value ?? "", csrfmiddlewaretoken: cookie("csrftoken") };
  for (const [name, value] of Object.entries(values)) if (value) form.set(name, value);
  return form;
};
const post = async (form) => {
  const answer = await fetch(place_of_drafts, { method: "POST", body: form, redirect: "manual", headers: { "X-CSRFToken": cookie("csrftoken") } });
  return answer.ok ? answer.json() : Promise.reject(answer);
};
const say = (field, words, lost) => {
  const state = near(field, "[data-draft-state]");
  if (!state) return;
  state.classList.toggle("lost", Boolean(lost));
  state.textContent = lost ? state.dataset.lost : words;
};
const fresh_token = (form) => fetch(place_of_drafts, { redirect: "manual" }).then(() => form.set("csrfmiddlewaretoken", cookie("csrftoken")));

const save = (field) => {
  const state = states.get(field);
  clearTimeout(state.timer);
  state.timer = 0;
  const form = told(field, state);
  const now = state.keystroke;
  state.flight = post(form)
    .catch((answer) => (answer.status === 403 ? fresh_token(form).then(() => post(form)) : Promise.reject(answer)))
    .then((answer) => {
      state.kept = Math.max(state.kept, now);
      sessionStorage.removeItem(aside(field));
      say(field, answer.said);
      const others = near(field, "[data-draft-others]");
      if (others && answer.others) others.innerHTML = answer.others;
    })
    .catch(() => {
      sessionStorage.setItem(aside(field), field.value);
      say(field, "", true);
      state.timer ||= setTimeout(save, 10000, field);
    })
    .finally(() => { state.flight = null; });
  return state.flight;
};
const typed = (field) => {
  const state = state_of(field);
  state.keystroke += 1;
  state.timer ||= setTimeout(save, 700, field);
};

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-draft]")) typed(event.target);
});

// Another tab's text: put below one's own, or thrown away.
document.addEventListener("click", (event) => {
  const held = event.target.closest("[data-held]");
  const take = event.target.closest("[data-held-take]");
  if (!held || !(take || event.target.closest("[data-held-drop]"))) return;
  const field = near(held, "[data-draft]");
  if (take) {
    field.value = [field.value.trim(), held.querySelector("[data-held-text]").textContent].filter(Boolean).join("\n\n");
    typed(field);
    field.focus();
  }
  const form = new FormData();
  form.set("draft", held.dataset.held);
  (take ? save(field) : Promise.resolve()).then(() => fetch("/drafts/removal", { method: "POST", body: form, headers: { "X-CSRFToken": cookie("csrftoken"), "X-Requested-With": "fetch" } }));
  held.remove();
});

// Sending: what is on its way arrives first, also what stands in the composer's other voice; the form says which drafts it ends, and
// carries the token of now.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  const fields = [...known].filter((field) => field.form === form);
  const composer = form.closest("[data-composer]");
  const leaving = [...known].filter((field) => field.form === form || (composer && composer.contains(field)));
  const flights = leaving.filter((field) => states.get(field).flight || states.get(field).keystroke > states.get(field).kept).map((field) => states.get(field).flight ?? save(field));
  if (flights.length && !form.dataset.waited) {
    form.dataset.waited = "yes";
    event.preventDefault();
    event.stopImmediatePropagation();
    Promise.all(flights).then(() => form.requestSubmit(event.submitter));
    return;
  }
  delete form.dataset.waited;
  if (form.elements.csrfmiddlewaretoken && cookie("csrftoken")) form.elements.csrfmiddlewaretoken.value = cookie("csrftoken");
  if (!fields.length) return;
  for (const field of fields) {
    clearTimeout(states.get(field).timer);
    states.get(field).kept = states.get(field).keystroke;
  }
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "draft", value: tab }));
}, true);

addEventListener("pagehide", () => {
  for (const field of known) {
    const state = states.get(field);
    if (state.keystroke > state.kept) navigator.sendBeacon(place_of_drafts, told(field, state));
  }
});

// What the server could not keep the last time this tab was here is newer than what it has.
for (const field of document.querySelectorAll("[data-draft]")) {
  const text = sessionStorage.getItem(aside(field));
  sessionStorage.removeItem(aside(field));
  if (!text?.trim() || field.value.trim() === text.trim()) continue;
  if (field.value) delete field.dataset.draftFrom; // both are kept
  field.value = text;
  typed(field);
}
