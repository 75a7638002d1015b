// Files to be sent: by the button, by drop and by paste. They are listed before they go, and what is too large says so at once.

const inputs = (within = document) => [...within.querySelectorAll("input[type=file][data-files]")].filter((input) => input.form.checkVisibility?.() ?? true);
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const too_large = (input, file) => file.size > Number(input.dataset.limit);
const give = (input, files) => {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  input.files = carrier.files;
  list(input);
};
const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });

const list = (input) => {
  const chosen = input.form.querySelector("[data-chosen]");
  const files = [...input.files];
  chosen.replaceChildren(...files.map((file, place) => {
    const row = element("li", "", { className: too_large(input, file) ? "too-large" : "" });
    const remove = element("button", "×", { type: "button", className: "icon-btn", title: input.dataset.wordsRemove.replace("{name}", file.name) });
    remove.setAttribute("aria-label", remove.title);
    remove.addEventListener("click", () => {
      give(input, files.filter((_, other) => other !== place));
      input.focus();
    });
    row.append(element("bdi", file.name, { className: "cut" }), element("span", size(file.size), { className: "muted num" }));
    if (too_large(input, file)) row.append(element("span", input.dataset.wordsLarge, { className: "error" }));
    row.append(remove);
    return row;
  }));
  const bad = files.some((file) => too_large(input, file));
  input.setCustomValidity(bad ? input.dataset.wordsSend : "");
};

document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-files]")) list(event.target);
});
const add = (input, files) => give(input, [...input.files, ...files]);

document.addEventListener("paste", (event) => {
  const input = event.target.form?.querySelector("input[data-files]");
  if (!input || !event.clipboardData.files.length) return;
  event.preventDefault();
  const stamp = new Date().toISOString().slice(11, 19).replaceAll(":", "");
  add(input, [...event.clipboardData.files].map((file) => (file.name === "image.png" ? new File([file], `image-${stamp}.png`, { type: file.type }) : file)));
});

// A file that is let go beside the form must not replace the page.
const target = (event) => (event.dataTransfer?.types.includes("Files") ? inputs(event.target.closest?.("form, [data-composer]") ?? undefined)[0] ?? inputs()[0] : null);
document.addEventListener("dragover", (event) => {
  const input = target(event);
  if (!input) return;
  event.preventDefault();
  input.form.classList.add("dropping");
});
for (const over of ["dragleave", "drop", "dragend"]) document.addEventListener(over, () => { for (const input of inputs()) input.form.classList.remove("dropping"); });
document.addEventListener("drop", (event) => {
  const input = target(event);
  if (!input) return;
  event.preventDefault();
  add(input, event.dataTransfer.files);
});
