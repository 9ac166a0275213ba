/* A body map step by step: buttons, a slider, arrow keys on it. Nothing plays by itself. */

export function mount(root) {
  const last = Number(root.dataset.last);
  const place = root.querySelector("[data-without]");
  place.replaceChildren(root.querySelector("template[data-whole]").content.cloneNode(true));
  const drawn = [...place.querySelectorAll("[data-n]")];
  const rows = [...root.querySelectorAll("[data-steps] > li")];
  const slide = root.querySelector("[data-slide]");
  const where = root.querySelector("[data-where]");
  let step = Number(root.dataset.step);

  function show(next) {
    step = Math.min(last, Math.max(0, next));
    for (const one of drawn) one.toggleAttribute("data-later", Number(one.dataset.n) > step);
    for (const row of rows) {
      row.classList.toggle("is-now", Number(row.dataset.n) === step);
      row.classList.toggle("is-later", Number(row.dataset.n) > step);
      if (Number(row.dataset.n) === step) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
    const words = where.dataset.words.split("%s");
    where.textContent = `${words[0]}${step}${words[1]}${last}${words[2] ?? ""}`;
    const row = rows[step - 1];
    const said = row
      ? [row.querySelector("[data-title]"), row.querySelector("[data-detail]"), row.querySelector("time")].map((one) => one?.textContent).filter(Boolean).join(". ")
      : root.querySelector("[data-steps]").dataset.nothing;
    root.querySelector("[data-said]").textContent = said;
    slide.value = String(step);
    slide.setAttribute("aria-valuetext", said);
    for (const button of root.querySelectorAll("[data-go]")) {
      const isEnd = button.dataset.go === "1" ? step === last : step === 0;
      button.setAttribute("aria-disabled", String(isEnd));
    }
    history.replaceState(null, "", `?step=${step}`);
  }

  root.addEventListener("click", (event) => {
    const go = event.target.closest("[data-go]")?.dataset.go;
    if (!go) return;
    event.preventDefault();
    show(go === "first" ? 0 : step + Number(go));
  });
  slide.addEventListener("input", () => show(Number(slide.value)));
  show(step);
}
