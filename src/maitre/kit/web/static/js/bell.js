// The bell: says how much waits, shows it when opened, and marks it read in place; on a record's page, what is about that record at once.
// Without script it is the way to the page, where each record has its button.

const here = location.pathname.split("/").find((step) => /^[A-Z]+-\d+$/.test(step));

for (const bell of document.querySelectorAll("[data-bell]")) {
  const figure = bell.querySelector("[data-pulse]");
  const said = bell.querySelector("[role=status]");
  const place = bell.querySelector("[data-heard]");

  let is_read = false;
  const read_here = async () => {
    if (is_read || document.hidden) return;
    is_read = true;
    const form = bell.querySelector("[data-read]");
    form.elements.record.value = here;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    if (answer.ok) figure.textContent = (await answer.json()).notifications || "";
  };
  // The number comes with the pulse; here it gets its words. More than before is read aloud.
  new MutationObserver(() => {
    const count = parseInt(figure.textContent, 10) || 0;
    if (count > 99 && figure.textContent !== "99+") figure.textContent = "99+";
    if (count && here) read_here();
    said.textContent = count ? (count === 1 ? bell.dataset.one : bell.dataset.many.replace("{}", figure.textContent)) : "";
  }).observe(figure, { childList: true });

  const load = async () => {
    try {
      const answer = await fetch(bell.dataset.bell, { redirect: "manual" });
      if (answer.ok) place.innerHTML = await answer.text();
    } catch { /* the link below leads to the page */ }
  };
  bell.addEventListener("toggle", () => {
    if (!bell.open) return;
    if (!bell.contains(document.activeElement)) bell.querySelector("summary").focus(); // opened by a key
    load();
  });
  bell.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    await load();
    figure.textContent = place.querySelector("[data-unread]")?.dataset.unread || "";
    bell.querySelector(".popover a")?.focus();
  });
}

// Up and down go from one to the next, in the bell and on the page.
document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-bell] .popover, [data-walk]") ?? event.target.closest?.("[data-bell][open]");
  if (!list || !["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input, textarea, select")) return;
  const links = [...list.querySelectorAll("a.line, a.item")];
  const next = links[links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
