/* Towns while one types, "near me" with a place made coarse here, and what changed said aloud. The form works without. */

const CELLS = 10; // of latitude in a degree: a cell is some 11 km high and wide

/* The same lines as core/directory/_distance.py: the exact place never leaves this page. */
export function coarse(lat, lon) {
  const row = Math.floor(Math.min(90, Math.max(-90, lat)) * CELLS + 0.5);
  const around = Math.max(1, Math.floor(360 * CELLS * Math.cos((row / CELLS) * (Math.PI / 180)) + 0.5));
  const along = (((lon + 180) % 360) + 360) % 360;
  const column = Math.floor((along * around) / 360) % around;
  return [row / CELLS, Math.floor((((column + 0.5) * 360) / around - 180) * 10000 + 0.5) / 10000];
}

export function mount(root) {
  const near = root.querySelector("#near");
  const list = root.querySelector("#towns");
  let waiting;
  near.addEventListener("input", () => {
    clearTimeout(waiting);
    if (near.value.trim().length > 1 && ![...list.options].some((one) => one.value === near.value)) {
      waiting = setTimeout(() => suggest(root, list, { text: near.value }), 200);
    }
  });
  const button = root.querySelector("[data-near-me]");
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => nearMe(root, near, button));
  document.addEventListener("htmx:afterSwap", () => say(root));
  document.addEventListener("htmx:beforeSwap", () => remember(root));
  remember(root);
}

async function suggest(root, list, asked) {
  const answer = await fetch(`${root.dataset.towns}?${new URLSearchParams(asked)}`).catch(() => null);
  const { towns } = answer?.ok ? await answer.json() : { towns: [] };
  list?.replaceChildren(...towns.map((name) => Object.assign(document.createElement("option"), { value: name })));
  return towns;
}

function nearMe(root, near, button) {
  const refuse = () => {
    const line = root.querySelector("#near-e");
    line.querySelector("span").textContent = button.dataset.refused;
    line.hidden = false;
    near.focus();
  };
  navigator.geolocation.getCurrentPosition(async ({ coords }) => {
    const [town] = await suggest(root, null, { at: coarse(coords.latitude, coords.longitude).join(",") });
    if (!town) return refuse();
    near.value = town;
    near.form.requestSubmit();
  }, refuse, { enableHighAccuracy: false, maximumAge: 600000, timeout: 10000 });
}

/* The choices are drawn anew with the list: what was unfolded stays so. */
const unfolded = { filters: false, open: new Set() };

function remember(root) {
  unfolded.filters = root.querySelector("[data-filters]")?.open ?? false;
  unfolded.open = new Set([...root.querySelectorAll(".s-more")].map((one, index) => (one.open ? index : -1)));
}

function say(root) {
  const filters = root.querySelector("[data-filters]");
  if (filters) filters.open = unfolded.filters;
  root.querySelectorAll(".s-more").forEach((one, index) => { if (unfolded.open.has(index)) one.open = true; });
  const count = root.querySelector("[data-count]");
  if (count) root.querySelector("[data-said]").textContent = count.textContent;
  const wrong = root.querySelector("#near-e");
  if (!wrong.hidden && root.querySelector("#near").value === "") wrong.hidden = true;
}
