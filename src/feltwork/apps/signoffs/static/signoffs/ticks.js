/* Ticks all requests of one student at once; without scripts they are ticked one by one. */

export function mount(element) {
  const button = element.querySelector("[data-tick-all]");
  if (!button) return;
  const boxes = [...element.querySelectorAll("input[type=checkbox]")];
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}
