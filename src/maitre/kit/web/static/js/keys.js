// The desk's keys. A place that answers to a key says so itself with data-key="c", data-key="Mod+k" (Mod: Ctrl or Command) or
// data-go="i" (after g). A field takes the focus, everything else is pressed. What is hidden does not answer. Who turned single keys off
// (data-keys="off" on the page) keeps Escape and those with Ctrl.

const writing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
let going = 0;

const press = (element) => {
  if (element.matches("input, textarea")) element.focus();
  else element.click();
};
const answer = (selector, event) => {
  const element = [...document.querySelectorAll(selector)].find(visible);
  if (!element) return false;
  event.preventDefault();
  press(element);
  return true;
};

const escape = (event) => {
  if (document.querySelector("dialog[open]")) return;
  const field = document.activeElement;
  if (writing(field)) {
    event.preventDefault(); // a search field would empty itself
    field.blur();
  } else answer('[data-key="Escape"]', event);
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const key = CSS.escape(event.key);
  if (event.ctrlKey || event.metaKey) {
    answer(`[data-key="Mod+${key}"]`, event);
    return;
  }
  if (event.key === "Escape") {
    escape(event);
    return;
  }
  if (document.documentElement.dataset.keys === "off" || writing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.timeStamp - going < 1200 && going) {
    going = 0;
    if (answer(`[data-go="${key}"]`, event)) return;
  }
  if (event.key === "g") going = event.timeStamp;
  else if (event.key.length === 1) answer(`[data-key="${key}"]`, event);
});
