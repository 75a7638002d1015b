// What Ctrl-K opens: a field and what it could mean. Each few letters ask the server once; an answer that is overtaken is thrown away.

const dialog = document.querySelector("[data-finder]");
const field = dialog?.querySelector("input[name=q]");
const list = dialog?.querySelector("[role=listbox]");
const said = dialog?.querySelector("[role=status]");
let asked, timer, current = -1;
const options = () => [...list.querySelectorAll("[role=option]")];
const choose = (index) => {
  const all = options();
  current = all.length ? (index + all.length) % all.length : -1;
  all.forEach((option, place) => option.setAttribute("aria-selected", String(place === current)));
  if (current < 0) field.removeAttribute("aria-activedescendant");
  else {
    field.setAttribute("aria-activedescendant", all[current].id);
    all[current].scrollIntoView({ block: "nearest" });
  }
};
const show = (html) => {
  list.innerHTML = html;
  field.setAttribute("aria-expanded", String(options().length > 0));
  said.textContent = options().length ? "" : dialog.dataset.none;
  choose(0);
};
const ask = async () => {
  asked?.abort();
  asked = new AbortController();
  const on = location.pathname.split("/").find((step) => /^[A-Z]+-\d+$/.test(step)) ?? "";
  const address = `${dialog.dataset.finder}?${new URLSearchParams({ q: field.value, on })}`;
  try {
    const answer = await fetch(address, { signal: asked.signal, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.text());
  } catch (error) {
    if (error.name === "AbortError") return;
    show("");
    said.textContent = list.textContent = dialog.dataset.failed;
  }
};
const go = (option) => {
  if (!option.dataset.post) return location.assign(option.dataset.href);
  const form = dialog.querySelector("[data-run]");
  form.action = option.dataset.post;
  return form.requestSubmit();
};
const open = () => {
  if (dialog.open) return;
  field.value = "";
  dialog.showModal();
  field.focus();
  ask();
};

if (dialog) {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) open();
    else if (event.target.closest("[data-close]") || event.target === dialog) dialog.close();
  });
  field.addEventListener("input", () => {
    asked?.abort();
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options()[current];
    if (step) choose(current + step);
    else if (event.key === "Enter" && !event.isComposing && option) go(option);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  list.addEventListener("pointermove", (event) => {
    const place = options().indexOf(event.target.closest("[role=option]"));
    if (place >= 0 && place !== current) choose(place);
  });
}
