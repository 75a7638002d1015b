// The query box completes fields, comparisons and values as one types (the combobox pattern): arrows choose, Enter or Tab takes, Escape closes.
// Backspace in an empty box takes the last condition away.

const REST = 80;

for (const input of document.querySelectorAll("[data-suggest]")) {
  const list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "popover suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  input.form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
  let found = [], chosen = -1, timer, asked;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    chosen = (index + found.length) % found.length;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    input.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const draw = () => {
    list.replaceChildren(...found.map((one, place) => {
      const option = Object.assign(document.createElement("li"), { id: `suggestion-${place}` });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(Object.assign(document.createElement("span"), { textContent: one.text }), Object.assign(document.createElement("small"), { textContent: one.kind }));
      return option;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ text: input.value, at: input.selectionStart })}`, { signal: asked.signal, redirect: "manual" });
      if (!answer.ok) return;
      found = (await answer.json()).suggestions;
      chosen = -1;
      if (document.activeElement === input) draw();
    } catch { /* without suggestions one still types */ }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, REST); };
  const take = (one) => {
    input.setRangeText(one.text, one.start, one.end, "end");
    close();
    soon();
  };

  input.addEventListener("input", soon);
  input.addEventListener("focus", () => input.value || soon());
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option) take(found[[...list.children].indexOf(option)]);
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" && !open) soon();
    else if (open && event.key === "ArrowDown") choose(chosen + 1);
    else if (open && event.key === "ArrowUp") choose(chosen < 0 ? found.length - 1 : chosen - 1);
    else if (open && event.key === "Escape") close();
    else if (open && chosen >= 0 && (event.key === "Enter" || event.key === "Tab")) take(found[chosen]);
    else if (event.key === "Backspace" && !input.value && input.name === "add") [...input.form.querySelectorAll(".chip a")].at(-1)?.click();
    else return;
    event.preventDefault();
  });
}
