/* What every page needs: appearance, leaving quickly, dialogs, printing, islands. All of it also works without this file. */

const root = document.documentElement;

/* Appearance: the server draws the choice from a cookie, so no page flashes; storage keeps it when cookies are cleared. */
const THEME = "feltwork-theme";

function keepTheme(value) {
  const attributes = "; path=/; SameSite=Lax" + (location.protocol === "https:" ? "; Secure" : "");
  document.cookie = `${THEME}=${value}; max-age=${value ? 31536000 : 0}${attributes}`;
  try {
    if (value) localStorage.setItem(THEME, value);
    else localStorage.removeItem(THEME);
  } catch { /* private windows may refuse storage */ }
}

function showTheme(value) {
  if (value) root.dataset.theme = value;
  else delete root.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-choice] button")) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
}

function restoreTheme() {
  if (root.dataset.theme) return;
  let kept = null;
  try { kept = localStorage.getItem(THEME); } catch { return; }
  if (kept === "light" || kept === "dark") { keepTheme(kept); showTheme(kept); }
}

/* Leave this page quickly: blank at once, end the session, put a neutral page in this one's place. */
function leave(link) {
  const cover = document.createElement("div");
  cover.className = "fw-leave-cover";
  document.body.append(cover);
  document.title = "\u00a0";
  dispatchEvent(new Event("feltwork:leave")); // what waits sealed on this device goes, also without a connection
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const headers = { "X-CSRFToken": token, "X-Requested-With": "leave" };
  fetch(link.href, { method: "POST", headers, keepalive: true, redirect: "manual" }).catch(() => {});
  location.replace(link.dataset.leave);
}

let presses = 0;
let lastPress = 0;

function countShift(event) {
  const link = document.querySelector("[data-leave]");
  if (!link || event.repeat) return;
  if (event.key !== "Shift") { presses = 0; return; }
  presses = event.timeStamp - lastPress < 900 ? presses + 1 : 1;
  lastPress = event.timeStamp;
  if (presses === 3) leave(link);
}

function onClick(event) {
  const at = (selector) => event.target.closest?.(selector);
  const way = at("[data-leave]");
  if (way) { event.preventDefault(); leave(way); return; }
  const theme = at("[data-theme-choice] button");
  if (theme) { event.preventDefault(); keepTheme(theme.value); showTheme(theme.value); return; }
  const opener = at("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
  }
  if (at("[data-close]")) {
    const dialog = at("dialog");
    if (dialog) dialog.close();
    else at(".fw-note, .fw-toast")?.remove();
  }
  if (at("[data-print]")) print();
}

/* Islands: <div data-island="app/name" data-src="…"> gets the module's mount(element); with data-near only once it is
   about to be seen. */
const mounted = new WeakSet();

async function mountIslands(within) {
  for (const element of within.querySelectorAll("[data-island][data-src]")) {
    if (mounted.has(element)) continue;
    mounted.add(element);
    if ("near" in element.dataset) whenNear(element);
    else await mount(element);
  }
}

async function mount(element) {
  const island = await import(element.dataset.src);
  island.mount(element);
}

function whenNear(element) {
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    mount(element);
  }, { rootMargin: "400px" });
  watch.observe(element);
}

/* What does nothing without scripts is hidden until now. */
const SCRIPTED = "[data-close][hidden], [data-print][hidden], [data-scripted][hidden]";

function revealControls(within) {
  for (const element of within.querySelectorAll(SCRIPTED)) element.hidden = false;
}

function start(within) {
  revealControls(within);
  mountIslands(within);
}

/* On paper nothing can be unfolded: what belongs there is open while the page is printed. */
const unfolded = new Set();

function unfold() {
  for (const part of document.querySelectorAll("details[data-print-open]:not([open])")) {
    part.open = true;
    unfolded.add(part);
  }
}

function fold() {
  for (const part of unfolded) part.open = false;
  unfolded.clear();
}

addEventListener("beforeprint", unfold);
addEventListener("afterprint", fold);
document.addEventListener("click", onClick);
addEventListener("keydown", countShift);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
restoreTheme();
start(document);
