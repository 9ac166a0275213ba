/* The queue with keys, and the list beside an open item on wide screens. Without this file there are plain links. */

const WIDE = "(min-width: 72rem)";

function links(element) {
  return [...element.querySelectorAll(".p-queue a")];
}

function mark(element) {
  const now = element.querySelector("[data-now]")?.dataset.now;
  for (const link of links(element)) {
    if (link.dataset.item && link.dataset.item === now) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

async function open(element, link) {
  const beside = element.querySelector("[data-now]");
  await htmx.ajax("GET", link.href, { target: "#item", swap: "innerHTML" });
  if (beside) beside.dataset.now = link.dataset.item;
  mark(element);
  const item = document.getElementById("item");
  item.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

async function loadList(element) {
  const beside = element.querySelector("[data-list]");
  if (!beside || !matchMedia(WIDE).matches) return;
  beside.hidden = false;
  await htmx.ajax("GET", beside.dataset.list, { target: beside, swap: "innerHTML" });
  mark(element);
  const now = beside.querySelector("[aria-current]");
  if (now) beside.scrollTop = now.offsetTop - beside.clientHeight / 2; // only the list moves, not the page
}

function step(element, by) {
  const all = links(element);
  const here = all.indexOf(document.activeElement);
  const current = here >= 0 ? here : all.findIndex((link) => link.hasAttribute("aria-current"));
  const next = all[Math.min(Math.max(current + by, 0), all.length - 1)];
  next?.focus();
}

function tick() {
  const box = document.activeElement?.closest("li")?.querySelector("input[name=item]");
  if (box) box.checked = !box.checked;
}

function tickAll(element) {
  const all = element.querySelector("[data-tick-all]");
  if (!all) return;
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of element.querySelectorAll("input[name=item]")) box.checked = all.checked;
  });
}

function isWriting(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog") !== null;
}

export function mount(element) {
  const keys = element.querySelector("#queue-keys");
  element.querySelector(".q-keys")?.removeAttribute("hidden");
  tickAll(element);
  loadList(element);
  element.addEventListener("click", (event) => {
    const link = event.target.closest(".p-queue a[data-item]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!link || !plain || !matchMedia(WIDE).matches || !element.querySelector("[data-list]")) return;
    event.preventDefault();
    open(element, link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (event.key === "j") step(element, 1);
    else if (event.key === "k") step(element, -1);
    else if (event.key === "x") tick();
    else if (event.key === "?") keys.showModal();
    else return;
    event.preventDefault();
  });
}
