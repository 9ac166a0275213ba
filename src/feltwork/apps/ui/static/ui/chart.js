/* A drawing by uPlot in place of a table: brings the library when it is needed, keeps to the page's width and colours,
   and leaves the table beside it, folded. */

const SIZE = 14;

/* Draws `chart(uPlot, place, data, width)` into the root's [data-chart], again when its width or the colours change. */
export async function charted(root, chart) {
  const { default: uPlot } = await import(root.dataset.uplot);
  await style(root.dataset.uplotCss);
  const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  const place = root.querySelector("[data-chart]");
  place.hidden = false;
  root.querySelector("[data-key]")?.removeAttribute("hidden");
  const table = root.querySelector("[data-table]");
  if (table) table.open = false;
  let width = 0;
  const draw = () => {
    if (!place.clientWidth) return;
    width = place.clientWidth;
    place.replaceChildren();
    chart(uPlot, place, data, width);
  };
  draw();
  new ResizeObserver(() => place.clientWidth !== width && draw()).observe(place);
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) matchMedia(query).addEventListener("change", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}

/* Colours as the page has them now, by name: `{ line: ["--fw-c-1", "CanvasText"] }`, the second where colours are forced. */
export function inks(place, named) {
  const forced = matchMedia("(forced-colors: active)").matches;
  const own = getComputedStyle(place);
  const made = { font: `${SIZE}px ${own.getPropertyValue("--fw-font-text") || own.fontFamily}` };
  for (const [name, [property, otherwise]] of Object.entries(named)) {
    made[name] = (forced ? "" : own.getPropertyValue(property).trim()) || otherwise;
  }
  return made;
}

/* The font for words that are drawn on the canvas itself, which has a device's own pixels. */
export function fontOnCanvas(ink) {
  return ink.font.replace(`${SIZE}px`, `${SIZE * devicePixelRatio}px`);
}

function style(href) {
  if (!href || document.querySelector(`link[href="${href}"]`)) return null;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.prepend(link); // ours lie in layers and come after
  });
}
