/* A button that puts the text of a field on the clipboard; without scripts the text is marked and copied by hand. */

export function mount(root) {
  const button = root.querySelector("[data-copy]");
  const field = root.querySelector("textarea");
  const told = root.querySelector("[data-told]");
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    told.textContent = button.dataset.copy;
  });
}
