/* At a strength of seven and more the page offers to look around first. It blocks nothing. */

export function mount(form) {
  const offer = form.querySelector("[data-strong-offer]");
  const strong = Number(form.dataset.strong);
  if (!offer) return;
  offer.setAttribute("role", "status");
  const look = () => {
    const chosen = form.querySelector('[name="intensity"]:checked');
    offer.hidden = !(chosen && chosen.value !== "" && Number(chosen.value) >= strong);
  };
  form.addEventListener("change", look);
  look();
}
