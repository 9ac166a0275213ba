/* Brings a script when the page is first used, or after a while: for pages with very much on them, where nothing needs it
   before. htmx looks through every element of a page once, which a slow phone feels. */

const WAIT_MS = 8000;
const FIRST_USE = ["pointerdown", "pointermove", "keydown", "focusin", "scroll"];

const named = document.querySelector("script[data-later]");

function bring() {
  for (const one of FIRST_USE) removeEventListener(one, bring, true);
  clearTimeout(waiting);
  const script = document.createElement("script");
  script.src = named.dataset.later;
  document.head.append(script);
}

const waiting = setTimeout(bring, WAIT_MS);
for (const one of FIRST_USE) addEventListener(one, bring, { capture: true, passive: true });
