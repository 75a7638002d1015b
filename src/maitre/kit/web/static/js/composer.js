// The composer: Ctrl-Enter sends with the voice that is chosen, choosing a voice puts the cursor into the text, a canned reply is
// put in where the cursor stands. Each voice has a form of its own: what is written as a note is never sent as a reply.

// What was kept is gone on with at its end.
const enter = (text) => {
  text.focus();
  if (text.selectionStart === 0 && text.value === text.defaultValue) text.setSelectionRange(text.value.length, text.value.length);
};
const shown = (element) => element.checkVisibility?.() ?? element.offsetParent;
const text_of = (composer) => [...composer.querySelectorAll("textarea")].find(shown);

document.addEventListener("change", (event) => {
  if (event.target.name === "voice") enter(text_of(event.target.closest("[data-composer]")));
});
document.addEventListener("click", (event) => {
  const composer = event.target.closest("[data-composer]");
  if (composer && event.target.matches("input[name=voice]")) enter(text_of(composer));
  const canned = event.target.closest("[data-canned]");
  if (!canned) return;
  const text = text_of(composer);
  const before = text.value.slice(0, text.selectionStart);
  const gap = before && !before.endsWith("\n") ? "\n\n" : "";
  text.setRangeText(gap + canned.dataset.canned, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  canned.closest("details").open = false;
  text.focus();
});
document.addEventListener("keydown", (event) => {
  const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("[data-composer] form, form.form");
  if (!form || event.target.matches("input[name=voice]")) return;
  event.preventDefault();
  form.requestSubmit([...form.querySelectorAll("button:not([type=button])")].filter(shown).at(form.matches(".form") ? 0 : -1));
});

// Texts are kept on the server; only files that were chosen would be lost.
addEventListener("beforeunload", (event) => {
  const waiting = [...document.querySelectorAll("input[type=file]")].some((input) => input.files.length && !input.form.dataset.sent);
  if (waiting) event.preventDefault();
});
