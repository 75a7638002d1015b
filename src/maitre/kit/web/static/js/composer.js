// The composer: Ctrl-Enter sends with the voice that is chosen, choosing a voice puts the cursor into the text, files are named,
// and leaving with unsent text asks first. The text itself is one field for both voices: it never has to be carried over.

for (const composer of document.querySelectorAll("[data-composer]")) {
  const text = composer.querySelector("textarea");
  const form = composer.querySelector("form");
  const chosen = () => [...form.querySelectorAll("button[formaction]")].find((button) => button.checkVisibility?.() ?? button.offsetParent);

  composer.addEventListener("change", (event) => {
    if (event.target.name === "voice") text.focus();
    if (event.target.type === "file") {
      const label = composer.querySelector("[data-files]");
      label.textContent = [...event.target.files].map((file) => file.name).join(", ") || label.dataset.files;
    }
  });
  composer.addEventListener("click", (event) => {
    if (event.target.matches("input[name=voice]")) text.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(chosen());
  });
}

const unsent = () => [...document.querySelectorAll("textarea[data-keep]")].some((text) => text.value.trim() !== text.defaultValue.trim() && !text.form.dataset.sent);
addEventListener("beforeunload", (event) => {
  if (unsent()) event.preventDefault();
});
