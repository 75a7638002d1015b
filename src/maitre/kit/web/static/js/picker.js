// People while one types a name: in a field with data-picker, and after an @ in a note. A combobox as ARIA has it: arrows choose,
// Enter takes, Escape closes. A new letter cancels the question before; without script the name is simply typed.

let asked = null;
let timer = 0;
let box = null;
let number = 0;

const wanted = (field) => {
  if (field.dataset.picker) return { text: field.value, url: field.dataset.picker, start: 0, end: field.value.length };
  if (!field.dataset.mentions) return null;
  const before = field.value.slice(0, field.selectionStart);
  const said = before.match(/(?:^|[\s(])@([^\s@][^@\n]{0,40})$/);
  return said && { text: said[1], url: field.dataset.mentions, start: before.length - said[1].length, end: before.length };
};
const close = () => {
  asked?.abort();
  clearTimeout(timer);
  if (!box) return;
  box.field.setAttribute("aria-expanded", "false");
  box.field.removeAttribute("aria-activedescendant");
  box.list.remove();
  box = null;
};
const light = (place) => {
  const options = [...box.list.children];
  box.at = (place + options.length) % options.length;
  for (const [each, option] of options.entries()) option.setAttribute("aria-selected", String(each === box.at));
  box.field.setAttribute("aria-activedescendant", options[box.at].id);
  options[box.at].scrollIntoView({ block: "nearest" });
};
const take = (person) => {
  const { field, want } = box;
  const words = field.dataset.picker ? `${person.name} <${person.email}>` : `${person.name} `;
  field.setRangeText(words, want.start, want.end, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
  field.focus();
};
const option = (person) => {
  const row = Object.assign(document.createElement("li"), { id: `person-${(number += 1)}`, className: "item" });
  row.setAttribute("role", "option");
  row.append(Object.assign(document.createElement("b"), { textContent: person.name }), Object.assign(document.createElement("span"), { textContent: `${person.email} · ${person.note}`, className: "muted cut" }));
  row.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(person);
  });
  return row;
};
const show = (field, want, people) => {
  close();
  if (!people.length || document.activeElement !== field) return;
  const list = Object.assign(document.createElement("ul"), { className: "popover people", id: "people-offered" });
  list.setAttribute("role", "listbox");
  list.append(...people.map(option));
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "true");
  (field.closest(".picker") ?? field.closest("[data-composer]")).append(list);
  box = { field, want, people, list, at: 0 };
  light(0);
};
const ask = async (field, want) => {
  asked = new AbortController();
  const url = new URL(want.url, location.href);
  url.searchParams.set("q", want.text);
  if (field.dataset.record) url.searchParams.set("record", field.dataset.record);
  if (field.dataset.staff) url.searchParams.set("staff", "1");
  try {
    const answer = await fetch(url, { signal: asked.signal, redirect: "error" });
    if (answer.ok) show(field, want, (await answer.json()).people);
  } catch { /* cancelled by the next letter, or nobody there: the name can be typed */ }
};

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-picker], [data-mentions]")) return;
  close();
  const want = wanted(field);
  if (want?.text.trim()) timer = setTimeout(ask, 150, field, want);
});
document.addEventListener("keydown", (event) => {
  if (!box || event.target !== box.field || event.isComposing) return;
  if (event.key === "ArrowDown") light(box.at + 1);
  else if (event.key === "ArrowUp") light(box.at - 1);
  else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) take(box.people[box.at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("focusout", () => setTimeout(() => { if (box && document.activeElement !== box.field) close(); }));
// Whom a field holds is replaced as a whole: by key the browser selects it, by pointer we do, once the click has set its caret.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("[data-picker]") && target.value.endsWith(">")) setTimeout(() => target.select());
});
