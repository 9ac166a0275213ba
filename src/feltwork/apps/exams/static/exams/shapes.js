/* Drawing places on a figure while a question is written: choose a line, touch the corners one after the other. The
   field of the line holds the same corners in percent, so typing them does as well. */

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function corners(field) {
  const pairs = field.value.split(/[,;]/).map((pair) => pair.trim().split(/\s+/).map(Number));
  return pairs.filter((pair) => pair.length === 2 && pair.every((part) => Number.isFinite(part)));
}

class Drawing {
  constructor(element, stage, figures) {
    this.element = element;
    this.stage = stage;
    this.figures = figures;
    this.choose = document.getElementById("id_figure");
    this.current = 0;
    element.addEventListener("input", () => this.draw());
    element.addEventListener("focusin", (event) => this.take(event.target));
    this.choose?.addEventListener("change", () => this.show());
    this.show();
  }

  get fields() { return [...this.element.querySelectorAll("[name^=second_]")]; }

  take(target) {
    const line = target.closest(".b-line");
    const index = line ? [...this.element.querySelectorAll(".b-line")].indexOf(line) : -1;
    if (index >= 0 && index !== this.current) { this.current = index; this.draw(); }
  }

  show() {
    const figure = this.figures[this.choose?.value];
    this.stage.hidden = !figure;
    this.stage.replaceChildren();
    if (!figure) return;
    const image = new Image(figure.width, figure.height);
    image.src = figure.url;
    image.alt = "";
    image.className = "x-figure";
    this.size = figure;
    this.drawn = svg("svg", { viewBox: `0 0 ${figure.width} ${figure.height}`, class: "x-places", "aria-hidden": "true" });
    this.drawn.addEventListener("click", (event) => this.corner(event));
    const holder = document.createElement("div");
    holder.className = "x-figure-on";
    holder.append(image, this.drawn);
    this.stage.append(holder);
    this.draw();
  }

  corner(event) {
    const field = this.fields[this.current];
    if (!field) return;
    const box = this.drawn.getBoundingClientRect();
    const share = (at, from, length) => Math.round(Math.min(1, Math.max(0, (at - from) / length)) * 200) / 2;
    const pair = `${share(event.clientX, box.left, box.width)} ${share(event.clientY, box.top, box.height)}`;
    field.value = field.value.trim() ? `${field.value.trim().replace(/,$/, "")}, ${pair}` : pair;
    this.draw();
  }

  draw() {
    if (!this.drawn) return;
    const { width, height } = this.size;
    this.drawn.replaceChildren(...this.fields.flatMap((field, index) => {
      const points = corners(field).map(([x, y]) => [x * width / 100, y * height / 100]);
      if (!points.length) return [];
      const middle = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
      const group = svg("g", index === this.current ? { class: "is-chosen" } : {});
      const shape = points.length > 2 ? "polygon" : "polyline";
      const label = svg("text", { x: middle[0], y: middle[1], "font-size": Math.round(Math.max(width, height) / 24) });
      label.textContent = String(index + 1);
      group.append(svg(shape, { points: points.map((point) => point.join(",")).join(" ") }), label);
      for (const [cx, cy] of points) group.append(svg("circle", { cx, cy, r: Math.max(width, height) / 160 }));
      return [group];
    }));
  }
}

export function mount(element) {
  const stage = element.querySelector("[data-drawing]");
  const figures = document.getElementById("figures-drawn");
  if (stage && figures) new Drawing(element, stage, JSON.parse(figures.textContent));
}
