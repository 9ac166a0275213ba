/* One question: lines are moved by buttons, places on a figure touched, words counted. Without it the same fields stand
   there to be filled in. Whatever changes says so with a "change" event, as if it had been typed. */

function changed(control) {
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/* --- putting in order */

function lines(list) { return [...list.querySelectorAll(":scope > li")]; }

function renumber(list) {
  const all = lines(list);
  all.forEach((line, index) => {
    line.querySelector("select").value = String(index + 1);
    const [up, down] = line.querySelectorAll("[data-move]");
    up.disabled = index === 0;
    down.disabled = index === all.length - 1;
  });
}

function move(list, line, step, said) {
  const all = lines(list);
  const to = all.indexOf(line) + step;
  if (to < 0 || to >= all.length) return;
  if (step < 0) all[to].before(line); else all[to].after(line);
  for (const one of all) one.classList.toggle("is-moved", one === line);
  renumber(list);
  const button = line.querySelector(`[data-move="${step}"]`);
  (button.disabled ? line.querySelector("[data-move]:not(:disabled)") : button).focus();
  said.textContent = `${to + 1}`;
  changed(line.querySelector("select"));
}

function sortByPlaces(list) {
  const all = lines(list);
  const place = (line) => Number(line.querySelector("select").value) || all.length + 1;
  for (const line of all.map((one, index) => [place(one), index, one]).sort((a, b) => a[0] - b[0] || a[1] - b[1])) list.append(line[2]);
}

function order(element) {
  const list = element.querySelector("[data-order]");
  if (!list) return;
  const said = element.querySelector("[data-said]");
  const isAnswered = lines(list).some((line) => line.querySelector("select").value);
  if (isAnswered) { sortByPlaces(list); renumber(list); }
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) move(list, button.closest("li"), Number(button.dataset.move), said);
  });
  list.addEventListener("change", (event) => {
    if (!event.isTrusted) return;
    sortByPlaces(list);
    renumber(list);
  });
}

/* --- a place on a figure */

function places(element) {
  const drawing = element.querySelector(".x-places");
  if (!drawing) return;
  const show = () => {
    const chosen = element.querySelector("input[type=radio]:checked")?.value;
    for (const place of drawing.querySelectorAll("[data-region]")) place.classList.toggle("is-chosen", place.dataset.region === chosen);
  };
  drawing.addEventListener("click", (event) => {
    const place = event.target.closest("[data-region]");
    const radio = place && [...element.querySelectorAll("input[type=radio]")].find((one) => one.value === place.dataset.region);
    if (!radio || radio.disabled) return;
    radio.checked = true;
    changed(radio);
  });
  element.addEventListener("change", show);
  show();
}

/* --- a short answer */

export function countWords(text) { return text.trim() ? text.trim().split(/\s+/).length : 0; }

function words(element) {
  const field = element.querySelector("textarea[data-words]");
  const most = Number(field?.dataset.words);
  const line = field && element.querySelector("[data-count]");
  if (!most || !line) return;
  const count = () => {
    const parts = [countWords(field.value), most];
    line.textContent = line.dataset.count.replace(/%d/g, () => parts.shift());
  };
  field.addEventListener("input", count);
  count();
}

export function mount(element) {
  order(element);
  places(element);
  words(element);
}
