/* The body map. The form holds one mark, the list all of them, the figure both; whichever is used, the same items are
   kept. A place that is pressed joins the mark in the form; "Next mark" begins another. */

import { Figure } from "./bodyfigure.js";
import { big, detail, familyOf, places, sentence, title } from "./bodywords.js";

const STRONG = 7;
const LONGEST = 21600; // seconds: afterwards a mark has no time of the session

export function mount(root) {
  if (root.dataset.picker) new Picker(root);
  else new BodyMap(root).begin();
}

const json = (root, end = "") => JSON.parse(root.querySelector(`script[type="application/json"]${end && `[id$="${end}"]`}`).textContent);

/* --- one field of a form: places to tick, and the figure beside them ------------------------------------------- */

class Picker {
  constructor(root) {
    this.root = root;
    this.words = json(root);
    this.boxes = [...root.querySelectorAll(`input[name="${root.dataset.picker}"]`)];
    this.figure = new Figure(root, { press: (region) => this.press(region), describe: () => "✓" });
    root.addEventListener("change", () => this.show());
    for (const button of root.querySelectorAll("[data-show]")) button.addEventListener("click", () => this.turn(button));
    const first = root.querySelector('[data-show="front"]');
    if (first) this.turn(first);
    this.show();
    root.dataset.mounted = "";
  }

  turn(button) {
    this.root.dataset.shown = button.dataset.show;
    for (const one of this.root.querySelectorAll("[data-show]")) one.setAttribute("aria-pressed", String(one === button));
  }

  press(region) {
    const box = this.boxes.find((one) => one.value === region);
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    const chosen = this.boxes.filter((box) => box.checked).map((box) => box.value);
    const body = { regions: chosen.map((region) => ({ region })) };
    this.figure.show([{ uuid: "picked", number: 0, family: this.root.dataset.family, body }], "picked");
    const said = this.root.querySelector("[data-sentence]");
    said.textContent = chosen.length ? `${big(places(chosen, this.words))}.` : said.dataset.none;
  }
}

/* --- the map of a session --------------------------------------------------------------------------------------- */

class BodyMap {
  constructor(root) {
    this.root = root;
    this.words = json(root, "-words");
    this.form = root.querySelector("[data-fields]");
    this.rows = root.querySelector("[data-rows]");
    this.items = new Map(json(root, "-items").map((item) => [item.uuid, item]));
    this.current = null; // the mark in the form
    this.isFresh = false; // it was begun here: another family begins another mark
    this.history = [];
    this.more = root.querySelector("[data-all]"); // the list of a session with very many marks shows its end first
    this.first = this.more ? this.marks().length - this.rows.children.length : 0;
  }

  async begin() {
    this.keeper = await keeperOf(this.root, this);
    this.figure = new Figure(this.root, {
      press: (region, spot) => this.press(region, spot),
      stroke: (stroke, regions) => this.stroke(stroke, regions),
      describe: (mark) => `${mark.number}: ${title(mark.body, this.words)}`,
    });
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("submit", (event) => this.next(event));
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.target.matches("input, textarea")) {
        event.preventDefault();
        this.undo();
      }
    });
    const button = this.form.querySelector("[data-next]");
    button.querySelector("span").textContent = button.dataset.next;
    this.narrow();
    this.figure.show(this.marks(), null, true); // the server has drawn it
    this.root.dataset.ready = "";
  }

  marks() {
    const marks = [...this.items.values()].filter((item) => item.kind === "mark");
    const order = (item) => item.body.order ?? 10000;
    return marks
      .sort((a, b) => order(a) - order(b))
      .map((item, index) => ({ ...item, number: index + 1, family: familyOf(item.body, this.words) }));
  }

  /* --- changes ------------------------------------------------------------------------------------------------ */

  save(item, body, { removed = false } = {}) {
    const before = this.items.get(item.uuid);
    this.history.push({ item, before: before ? before.body : null, removed });
    this.put(item, body, removed);
  }

  put(item, body, removed) {
    if (removed) this.items.delete(item.uuid);
    else this.items.set(item.uuid, { ...item, body });
    if (removed && item.kind === "stroke") this.figure.unpaint(item.uuid);
    const whole = item.kind === "stroke" && item.points ? { ...body, points: item.points } : body;
    this.keeper.save(item.kind, item.uuid, removed ? item.body : whole, { removed });
    this.show();
  }

  make(kind, body, more = {}) {
    const item = { uuid: newId(), kind, body, ...more };
    this.save(item, body);
    return item.uuid;
  }

  undo() {
    const last = this.history.pop();
    if (!last) return;
    const { item, before, removed } = last;
    if (removed && item.kind === "stroke" && !item.points) return this.undo(); // its points are not on this page
    if (removed) this.put({ ...item, uuid: newId() }, before, false); // what was taken away comes back as a new one
    else if (before === null) {
      this.put(item, item.body, true);
      if (this.current === item.uuid) this.current = null;
      if (item.kind === "stroke" && this.history.at(-1)?.item.uuid === item.body.mark) this.undo();
    } else this.put(item, before, false);
    this.fill();
    this.show();
  }

  press(region, spot) {
    const mark = this.items.get(this.current);
    const regions = (mark?.body.regions ?? []).map((one) => one.region);
    const has = regions.includes(region);
    const kept = has ? regions.filter((one) => one !== region) : [...regions, region];
    this.regionsAre(kept, spot);
  }

  regionsAre(regions, spot = null) {
    for (const box of this.form.querySelectorAll('[name="regions"]')) box.checked = regions.includes(box.value);
    this.write(spot);
  }

  stroke({ view, radius, points }, regions) {
    if (!regions.length) return; // beside the body altogether: a slip of the hand
    const mark = this.items.get(this.current);
    const already = (mark?.body.regions ?? []).map((one) => one.region);
    this.regionsAre([...new Set([...already, ...regions])]);
    const { body } = this.items.get(this.current);
    const family = familyOf(body, this.words);
    const stroke = { template: this.root.dataset.figure, view, family, radius, mark: this.current, ...this.now() };
    const uuid = this.make("stroke", stroke, { points });
    this.figure.paint({ ...stroke, points }, family, uuid);
  }

  now() {
    const seconds = Math.floor((Date.now() - Date.parse(this.root.dataset.starts)) / 1000);
    return seconds >= 0 && seconds <= LONGEST ? { at: seconds } : {};
  }

  /* The form as the body of a mark; empty answers are left out. */
  read() {
    const data = new FormData(this.form);
    const one = (name) => String(data.get(name) ?? "").trim();
    const body = { regions: data.getAll("regions").map((region) => ({ region })), qualifiers: data.getAll("qualifiers") };
    for (const name of ["family", "word", "own_word", "depth", "direction", "answer"]) body[name] = one(name);
    if (one("intensity") !== "") body.intensity = Number(one("intensity"));
    for (const [name, value] of Object.entries(body)) if (value === "" || value?.length === 0) delete body[name];
    return body;
  }

  write(spot = null) {
    const said = this.read();
    const mark = this.items.get(this.current);
    if (!Object.keys(said).length) {
      if (mark) this.save(mark, mark.body, { removed: true });
      this.current = null;
      this.title();
      return;
    }
    const kept = {};
    for (const name of ["at", "order", "template", "view", "x", "y"]) if (mark?.body[name] !== undefined) kept[name] = mark.body[name];
    if (mark) {
      const shown = said.regions ? {} : { view: undefined, x: undefined, y: undefined };
      this.save(mark, clean({ ...kept, ...shown, ...said }));
    } else if (said.regions || said.answer) {
      const order = Math.max(0, ...this.marks().map((one) => one.body.order ?? 0)) + 1;
      const place = said.regions && spot ? spot : {};
      this.isFresh = true;
      this.current = newId();
      const body = { ...this.now(), order, template: this.root.dataset.figure, ...place, ...said };
      this.save({ uuid: this.current, kind: "mark", body }, body);
    }
    this.title();
    this.show();
  }

  changed(event) {
    const { name, value } = event.target;
    if (name === "family") {
      if (this.current && this.isFresh && this.items.get(this.current)?.body.family) this.close({ family: value });
      this.narrow();
    }
    if (name === "word" && value && !this.form.elements.family.value) this.choose("family", this.familyOfWord(value));
    this.write();
  }

  familyOfWord(word) {
    return this.words.families.find((family) => family.words.some(([id]) => id === word)).id;
  }

  /* --- the form ------------------------------------------------------------------------------------------------ */

  choose(name, value) {
    for (const input of this.form.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === String(value);
  }

  /* Only the words of the chosen family; without one, all. */
  narrow() {
    const family = this.form.elements.family.value;
    for (const group of this.form.querySelectorAll("optgroup")) {
      const isOther = Boolean(family) && group.dataset.family !== family;
      group.disabled = isOther;
      group.hidden = isOther;
    }
    const option = this.form.elements.word.selectedOptions[0];
    if (option?.parentElement.disabled) {
      const same = [...this.form.elements.word.options].find((one) => one.value === option.value && !one.parentElement.disabled);
      this.form.elements.word.value = "";
      if (same) same.selected = true;
    }
  }

  /* The form shows the mark that is open, or an empty one that keeps the family of before. */
  fill(keep = {}) {
    const body = this.items.get(this.current)?.body ?? keep;
    for (const name of ["family", "intensity", "depth", "direction", "answer"]) this.choose(name, body[name] ?? "");
    for (const name of ["qualifiers", "regions"]) {
      const chosen = (body[name] ?? []).map((one) => one.region ?? one);
      for (const box of this.form.querySelectorAll(`[name="${name}"]`)) box.checked = chosen.includes(box.value);
    }
    this.form.elements.own_word.value = body.own_word ?? "";
    this.narrow();
    const words = [...this.form.elements.word.options].filter((one) => one.value === (body.word ?? ""));
    (words.find((one) => !one.parentElement.disabled) ?? words[0]).selected = true;
    this.title();
  }

  close(keep = {}) {
    this.current = null;
    this.isFresh = false;
    this.fill(keep);
    this.show();
  }

  next(event) {
    event.preventDefault();
    if (!this.current) this.write();
    this.close({ family: this.form.elements.family.value, depth: this.form.elements.depth.value });
  }

  open(uuid) {
    this.current = uuid;
    this.isFresh = false;
    this.fill();
    this.show();
    this.form.querySelector("[data-current]").scrollIntoView({ block: "nearest" });
    (this.form.querySelector("[name=family]:checked") ?? this.form.querySelector("[name=family]")).focus();
  }

  title() {
    const head = this.form.querySelector("[data-current]");
    const mark = this.marks().find((one) => one.uuid === this.current);
    head.textContent = mark ? `${head.dataset.edit} ${mark.number}` : head.dataset.new;
    this.form.querySelector("[data-editing]").hidden = !mark;
  }

  clicked(event) {
    const at = (selector) => event.target.closest(selector);
    const change = at("[data-change]");
    if (at("[data-all]")) {
      event.preventDefault();
      this.listAll();
    } else if (change) {
      event.preventDefault();
      this.open(change.closest("[data-item]").dataset.item);
    } else if (at("[data-mode]")) this.turn(at("[data-mode]").dataset.mode);
    else if (at("[data-undo]")) this.undo();
    else if (at("[data-remove]")) this.remove();
    else if (at("[data-move]")) this.move(Number(at("[data-move]").dataset.move));
  }

  turn(mode) {
    this.figure.mode = mode;
    this.root.classList.toggle("is-drawing", mode === "draw");
    for (const one of this.root.querySelectorAll("[data-mode]")) one.setAttribute("aria-pressed", String(one.dataset.mode === mode));
  }

  remove() {
    const mark = this.items.get(this.current);
    for (const item of [...this.items.values()]) if (item.body.mark === this.current) this.save(item, item.body, { removed: true });
    this.save(mark, mark.body, { removed: true });
    this.close();
    this.form.querySelector("[name=family]").focus();
  }

  /* Earlier or later: the two change places. */
  move(way) {
    const marks = this.marks();
    const here = marks.findIndex((one) => one.uuid === this.current);
    const other = marks[here + way];
    if (!other) return;
    const [mine, theirs] = [marks[here].body.order ?? here + 1, other.body.order ?? here + way + 1];
    this.save(this.items.get(other.uuid), { ...other.body, order: mine });
    this.save(this.items.get(this.current), { ...marks[here].body, order: theirs === mine ? theirs + way : theirs });
    this.title();
  }

  /* --- what is seen --------------------------------------------------------------------------------------------- */

  show() {
    const marks = this.marks();
    this.figure.show(marks, this.current);
    for (const item of this.items.values()) {
      const mark = item.kind === "stroke" && marks.find((one) => one.uuid === item.body.mark);
      if (mark) this.figure.recolour(item.uuid, mark.family);
    }
    this.list(marks);
    const said = this.root.querySelector("[data-sentence]");
    const text = sentence(marks.map((mark) => mark.body), this.words) || said.dataset.none;
    if (said.textContent !== text) said.textContent = text;
    this.root.querySelector("[data-strong]").hidden = !marks.some((mark) => mark.body.intensity >= STRONG);
    this.root.querySelector("[data-undo]").disabled = !this.history.length;
  }

  list(marks) {
    const rows = new Map([...this.rows.children].map((row) => [row.dataset.item, row]));
    let before = null;
    for (const mark of marks.filter((one, index) => index >= this.first || one.uuid === this.current)) {
      const row = rows.get(mark.uuid) ?? this.row(mark);
      rows.delete(mark.uuid);
      this.tell(row, mark);
      const place = before ? before.nextElementSibling : this.rows.firstElementChild;
      if (place !== row) this.rows.insertBefore(row, place);
      before = row;
    }
    for (const row of rows.values()) row.remove();
    this.rows.hidden = !marks.length;
  }

  listAll() {
    this.first = 0;
    this.more.parentElement.remove();
    this.show();
    this.rows.querySelector("[data-change]")?.focus();
  }

  row(mark) {
    const row = this.root.querySelector("template[data-row]").content.querySelector("li").cloneNode(true);
    row.dataset.item = mark.uuid;
    const change = row.querySelector("[data-change]");
    change.href = `${this.root.dataset.base}${mark.uuid}/`;
    change.dataset.label = change.getAttribute("aria-label");
    if (mark.body.at !== undefined) {
      const at = new Date(Date.parse(this.root.dataset.starts) + mark.body.at * 1000);
      row.querySelector("time").textContent = at.toTimeString().slice(0, 5);
    }
    return row;
  }

  tell(row, mark) {
    const set = (selector, text) => {
      const place = row.querySelector(selector);
      if (place.textContent !== text) place.textContent = text;
    };
    set(".fw-mark-no", String(mark.number));
    set("[data-title]", title(mark.body, this.words));
    set("[data-detail]", detail(mark.body, this.words));
    const fill = `url(#pat-${mark.family})`;
    const swatch = row.querySelector("rect");
    if (swatch.getAttribute("fill") !== fill) swatch.setAttribute("fill", fill);
    const change = row.querySelector("[data-change]");
    if (change.dataset.label) change.setAttribute("aria-label", `${change.dataset.label} ${mark.number}`);
    row.dataset.n = mark.number;
    row.classList.toggle("is-current", mark.uuid === this.current);
  }

  /* Another tab, or this device from before a crash, knows something that this page does not. */
  learn({ uuid, kind, version, body, removed }) {
    if (!this.figure) return setTimeout(() => this.learn({ uuid, kind, version, body, removed }), 50);
    if (kind !== "mark" && kind !== "stroke") return;
    const known = this.items.get(uuid);
    if (removed) {
      this.items.delete(uuid);
      this.figure.unpaint(uuid);
    } else {
      const { points, ...rest } = body;
      this.items.set(uuid, { uuid, kind, version, body: rest });
      if (kind === "stroke" && points && !known) this.figure.paint({ ...rest, points }, familyOf(rest, this.words), uuid);
    }
    if (this.current === uuid) this.fill();
    this.show();
  }

  state(text) {
    const place = this.root.querySelector("[data-kept]");
    place.hidden = !text;
    place.textContent = text;
  }
}

function clean(body) {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/* --- keeping: through the page's own, else by ourselves ----------------------------------------------------------- */

async function keeperOf(root, map) {
  const host = root.closest("[data-keeping-url]");
  if (!host) return new Plain(root, map);
  const { keeping } = await import(root.dataset.keeper);
  const kept = keeping(host);
  kept.learn([...map.items.values()].filter((item) => !kept.waitsFor(item.uuid)));
  kept.on("elsewhere", (item) => map.learn(item));
  kept.on("recovered", (item) => map.learn(item));
  return kept;
}

class Plain {
  constructor(root, map) {
    this.url = root.dataset.save;
    this.map = map;
    this.token = root.querySelector("[name=csrfmiddlewaretoken]").value;
    this.versions = new Map([...map.items.values()].map((item) => [item.uuid, item.version]));
    this.waiting = new Map();
  }

  save(kind, uuid, body, { removed = false } = {}) {
    const audience = "";
    this.waiting.set(uuid, { change: newId(), item: uuid, kind, body, removed, audience });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), 400);
    return uuid;
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    while (this.waiting.size) {
      const batch = [...this.waiting.values()];
      const changes = batch.map((change) => ({ ...change, seen: this.versions.get(change.item) ?? 0 }));
      const answer = await this.post(changes);
      if (!answer) break;
      for (const one of batch) if (this.waiting.get(one.item) === one) this.waiting.delete(one.item);
      for (const one of answer.saved) this.versions.set(one.item, one.version);
      const refused = answer.saved.find((one) => one.state === "refused");
      this.map.state(refused ? refused.message : "");
    }
    this.sending = false;
  }

  async post(changes) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token, Accept: "application/json" };
    try {
      const answer = await fetch(this.url, { method: "POST", headers, body: JSON.stringify({ changes }), redirect: "manual" });
      if (answer.ok) return answer.json();
      this.map.state((await answer.json().catch(() => ({}))).message ?? "");
    } catch {
      this.timer = setTimeout(() => this.send(), 3000);
    }
    return null;
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}
