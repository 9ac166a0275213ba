/* Copies the link of a certificate. The link also stands on the page as text. */

export function mount(element) {
  if (!navigator.clipboard) return;
  const words = element.querySelector("span");
  const before = words.textContent;
  element.hidden = false;
  element.addEventListener("click", async () => {
    await navigator.clipboard.writeText(element.dataset.copy);
    words.textContent = element.dataset.done;
    setTimeout(() => { words.textContent = before; }, 3000);
  });
}
