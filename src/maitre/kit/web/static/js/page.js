// On every page: preferences, menus, dialogs, the guard against sending twice. Nothing here is needed to read or to send.

const root = document.documentElement;
const cookie = (name, value) => {
  document.cookie = `${name}=${value}; Path=/; Max-Age=${value ? 31536000 : 0}; SameSite=Lax`;
};

// Theme, density and rail: an attribute now, a cookie for the server's next page. `data-plain` is what the cookie says where no attribute
// is needed: this browser's choice counts before what the person prefers everywhere.
const show_preferences = () => {
  for (const button of document.querySelectorAll("[data-preference][data-value]")) {
    button.setAttribute("aria-pressed", String((root.dataset[button.dataset.preference] ?? "") === button.dataset.value));
  }
};
const prefer = (button) => {
  const name = button.dataset.preference;
  const value = button.dataset.value ?? (root.dataset[name] ? "" : "folded");
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  cookie(name, value || button.dataset.plain || "");
  show_preferences();
};

const close_menus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(except)) menu.open = false;
};

document.addEventListener("click", (event) => {
  const at = event.target.closest("button, a, summary");
  close_menus(event.target);
  if (at?.dataset.preference) prefer(at);
  if (at?.dataset.dialog) document.getElementById(at.dataset.dialog)?.showModal();
  if (event.target.matches("dialog")) event.target.close();
});
document.addEventListener("focusin", (event) => close_menus(event.target));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  event.stopImmediatePropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Sent once: a second press while the first is on its way does nothing. Coming back with the back button opens the form again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

show_preferences();
document.querySelector("[data-focus]")?.focus();
