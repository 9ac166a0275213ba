/* The figures on a page: places that can be pressed and walked, fills, numbers and strokes on top. */

const SVG = "http://www.w3.org/2000/svg";
const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "toLeft", ArrowRight: "toRight" };
const PIN = 12;
const MOST_PINS = 4; // at one place, as on the server
const MOST_POINTS = 4900;

function shape(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
}

export class Figure {
  constructor(root, { press, stroke, describe }) {
    this.root = root;
    this.views = [...root.querySelectorAll("svg.fw-body")];
    this.places = new Map();
    this.layers = new Map();
    this.describe = describe;
    this.press = press;
    this.mode = "tap";
    for (const svg of this.views) this.wake(svg, stroke);
    // not on the drawing itself: Chromium takes a drawing that listens for focus as one more stop of the Tab key
    root.addEventListener("focusin", (event) => this.ring(event.target));
    root.addEventListener("focusout", () => this.unring());
  }

  wake(svg, stroke) {
    svg.classList.add("fw-body-live");
    svg.setAttribute("role", "group");
    const layers = {};
    for (const layer of svg.querySelectorAll("[data-layer]")) layers[layer.dataset.layer] = layer;
    const [left, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    this.layers.set(svg.dataset.view, { svg, left, width, height, ...layers });
    const regions = [...svg.querySelectorAll(".fw-body-region")];
    regions.forEach((path, index) => {
      path.setAttribute("role", "button");
      path.setAttribute("tabindex", index ? "-1" : "0");
      this.places.set(path.dataset.region, { path, view: svg.dataset.view, name: path.querySelector("title").textContent });
    });
    svg.addEventListener("click", (event) => this.clicked(event));
    svg.addEventListener("keydown", (event) => this.keyed(event));
    if (stroke) svg.addEventListener("pointerdown", (event) => this.draw(event, svg, stroke));
  }

  clicked(event) {
    const path = event.target.closest(".fw-body-region");
    if (!path || this.mode !== "tap") return;
    this.step(path);
    this.press(path.dataset.region, this.spot(event, path));
  }

  keyed(event) {
    const path = event.target.closest(".fw-body-region");
    if (!path || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) {
      event.preventDefault();
      const next = this.places.get(path.dataset[way]);
      if (next) this.step(next.path, true);
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.press(path.dataset.region, null);
    } else return;
    event.stopPropagation();
  }

  step(path, focus = false) {
    for (const one of path.closest("svg").querySelectorAll('.fw-body-region[tabindex="0"]')) one.setAttribute("tabindex", "-1");
    path.setAttribute("tabindex", "0");
    if (focus) path.focus();
  }

  ring(path) {
    this.unring();
    if (!path.matches(".fw-body-region:focus-visible")) return;
    const { rings } = this.layers.get(path.closest("svg").dataset.view);
    this.focused = shape("path", { class: "fw-body-focus", d: path.getAttribute("d") }, rings);
  }

  unring() {
    this.focused?.remove();
    this.focused = null;
  }

  point(event, svg) {
    const { left, width, height } = this.layers.get(svg.dataset.view);
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const fit = (value) => Math.round(Math.min(1.5, Math.max(-0.5, value)) * 10000) / 10000;
    return [fit((at.x - left) / width), fit(at.y / height)];
  }

  spot(event, path) {
    const svg = path.closest("svg");
    const [x, y] = this.point(event, svg);
    return { view: svg.dataset.view, x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) };
  }

  /* All points of a pen, with its pressure and the time since it came down. */
  draw(event, svg, done) {
    if (this.mode !== "draw" || event.button) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    const begun = event.timeStamp;
    const { paint, height } = this.layers.get(svg.dataset.view);
    const radius = 0.016;
    const line = shape("path", { class: "m-wet", "stroke-width": 2 * radius * height }, paint);
    const points = [];
    const add = (moved) => {
      const pressure = Math.round(Math.min(1, moved.pressure || 0) * 100) / 100;
      points.push([...this.point(moved, svg), pressure, Math.max(0, Math.round(moved.timeStamp - begun))]);
    };
    const move = (moved) => {
      if (moved.pointerId !== event.pointerId) return;
      const all = moved.getCoalescedEvents?.() ?? [];
      for (const one of all.length ? all : [moved]) if (points.length < MOST_POINTS) add(one);
      line.setAttribute("d", this.path(points, svg.dataset.view));
    };
    const end = (last) => {
      if (last.pointerId !== event.pointerId) return;
      svg.removeEventListener("pointermove", move);
      svg.removeEventListener("pointerup", end);
      svg.removeEventListener("pointercancel", end);
      line.remove();
      if (last.type === "pointerup") done({ view: svg.dataset.view, radius, points }, this.touched(points, svg));
    };
    add(event);
    svg.addEventListener("pointermove", move);
    svg.addEventListener("pointerup", end);
    svg.addEventListener("pointercancel", end);
  }

  /* The places that a stroke lies in: those with a seventh of its points, and always the first of them. */
  touched(points, svg) {
    const { left, width, height } = this.layers.get(svg.dataset.view);
    const every = Math.max(1, Math.floor(points.length / 60));
    const counts = new Map();
    let inside = 0;
    for (let index = 0; index < points.length; index += every) {
      const at = new DOMPoint(left + points[index][0] * width, points[index][1] * height);
      for (const [region, place] of this.places) {
        if (place.view === svg.dataset.view && place.path.isPointInFill(at)) {
          counts.set(region, (counts.get(region) ?? 0) + 1);
          inside += 1;
          break;
        }
      }
    }
    const ranked = [...counts].sort((a, b) => b[1] - a[1]);
    return ranked.filter(([, number], index) => !index || number * 7 >= inside).map(([region]) => region);
  }

  path(points, view) {
    const { left, width, height } = this.layers.get(view);
    const corners = points.map(([x, y]) => `${(left + x * width).toFixed(1)} ${(y * height).toFixed(1)}`);
    return `M${corners[0]}L${corners.slice(1).join("L") || corners[0]}`;
  }

  paint(stroke, family, uuid) {
    const layer = this.layers.get(stroke.view);
    if (!layer) return;
    const group = shape("g", { class: `fam-${family}`, "data-item": uuid }, layer.paint);
    const line = { d: this.path(stroke.points, stroke.view), "stroke-width": 2 * stroke.radius * layer.height };
    shape("path", { class: "c", ...line }, group);
    shape("path", { class: "i", stroke: `url(#ink-${family})`, ...line }, group);
  }

  unpaint(uuid) {
    this.root.querySelector(`[data-layer="paint"] [data-item="${uuid}"]`)?.remove();
  }

  recolour(uuid, family) {
    const group = this.root.querySelector(`[data-layer="paint"] [data-item="${uuid}"]`);
    if (!group || group.classList.contains(`fam-${family}`)) return;
    group.setAttribute("class", `fam-${family}`);
    group.querySelector(".i").setAttribute("stroke", `url(#ink-${family})`);
  }

  /* marks: [{uuid, number, family, body}] in order; current: the uuid that is being changed. */
  show(marks, current, isDrawn = false) {
    const at = new Map();
    for (const mark of marks) {
      for (const { region } of mark.body.regions ?? []) at.set(region, [...(at.get(region) ?? []), mark]);
    }
    for (const [region, place] of this.places) this.say(region, place, at.get(region) ?? [], current);
    if (!isDrawn) this.draws(marks, current, at);
  }

  /* Of several marks at one place the last covers the others. */
  draws(marks, current, at) {
    for (const { fill, pins, rings } of this.layers.values()) {
      fill.replaceChildren();
      pins?.replaceChildren();
      rings.querySelectorAll(".fw-body-ring").forEach((one) => one.remove());
    }
    const rows = new Map();
    for (const mark of marks) {
      this.place(mark, rows);
      for (const { region } of mark.body.regions ?? []) {
        const place = this.places.get(region);
        if (!place) continue;
        const layer = this.layers.get(place.view);
        const d = place.path.getAttribute("d");
        if (at.get(region).at(-1) === mark) shape("path", { fill: `url(#pat-${mark.family})`, d, "data-item": mark.uuid, "data-n": mark.number }, layer.fill);
        if (mark.uuid === current) shape("path", { class: "fw-body-ring", d }, layer.rings);
      }
    }
    for (const row of rows.values()) this.pin(row);
  }

  say(region, place, marks, current) {
    place.path.setAttribute("aria-pressed", String(marks.some((mark) => mark.uuid === current)));
    place.path.setAttribute("aria-label", [place.name, ...marks.map((mark) => this.describe(mark))].join(", "));
  }

  /* Adds *mark* to the row of those at the same place. */
  place(mark, rows) {
    if (!mark.number) return;
    for (const [view, layer] of this.layers) {
      const first = (mark.body.regions ?? []).map((one) => this.places.get(one.region)).find((one) => one?.view === view);
      let x, y, key;
      if (mark.body.x !== undefined && (mark.body.view ?? "front") === view) {
        [x, y] = [layer.left + mark.body.x * layer.width, mark.body.y * layer.height];
        key = `${view} ${mark.body.x.toFixed(2)} ${mark.body.y.toFixed(2)}`;
      } else if (first) {
        [x, y, key] = [Number(first.path.dataset.x), Number(first.path.dataset.y), first.path.dataset.region];
      } else continue;
      rows.set(key, [...(rows.get(key) ?? []), { mark, x, y, layer }]);
    }
  }

  /* The newest of a row; before them one that says how many are not drawn. */
  pin(row) {
    const hidden = row.length > MOST_PINS ? row.length - MOST_PINS + 1 : 0;
    row.slice(Math.max(hidden - 1, 0)).forEach(({ mark, x, y, layer }, index) => {
      const spot = `translate(${x + index * (2 * PIN + 2)} ${y})`;
      const group = shape("g", { class: "fw-pin", "data-item": mark.uuid, "data-n": mark.number, transform: spot }, layer.pins);
      shape("circle", { r: PIN }, group);
      shape("text", { "text-anchor": "middle", dy: ".35em" }, group).textContent = hidden && !index ? `+${hidden}` : String(mark.number);
    });
  }
}
