// Runs once for each part of the page that has buttons of its own: a press on one that says what
// it does becomes an event of that name, and so do a choice and a form that is sent.
const known = NAMES;
element.addEventListener("click", (event) => {
  const pressed = event.target.closest("button[data-do]");
  if (!pressed || !known.includes(pressed.dataset.do)) return;
  const { confirm: asked, ...data } = pressed.dataset; // what cannot be undone is asked about first
  if (!asked || confirm(asked)) trigger(data.do, data);
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  trigger("submit", { ...form.dataset, ...Object.fromEntries(new FormData(form)) });
});
element.addEventListener("input", (event) => {
  const chosen = event.target.closest("select[data-do]");
  if (chosen) trigger(chosen.dataset.do, { value: chosen.value });
});
watch("value", () => element.dispatchEvent(new CustomEvent("renewed", { bubbles: true })));
