/* Marking as it happens: a tap or a key writes a phase, a reading or a sign with the time it has now. */

import { clockOf } from "./fields.js";

const KEYS_OFF = "feltwork-record-keys-off"; // only whether keys are wanted; nothing of a record

export function marking(root, kept) {
  const card = root.querySelector("[data-live]");
  if (!card) return;
  const desk = new Desk(root, card, kept);
  card.querySelector("form").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    desk.mark(button);
  });
  card.querySelector("[data-live-undo]").addEventListener("click", () => desk.undo());
  useKeys(card, desk);
}

function useKeys(card, desk) {
  const box = card.querySelector("[data-keys-on]");
  try { box.checked = localStorage.getItem(KEYS_OFF) === null; } catch { /* storage may be refused */ }
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "1");
    } catch { /* then for this page only */ }
  });
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, .fw-body")) return;
    if (event.key === "u") { event.preventDefault(); desk.undo(); return; }
    const button = card.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    desk.mark(button);
  });
}

class Desk {
  constructor(root, card, kept) {
    Object.assign(this, { root, card, kept, done: [] });
    this.starts = new Date(root.dataset.starts).getTime();
    this.last = this.lastMoment();
  }

  /* The moment that goes on: signs belong to it. Its content comes from the server when it is first needed. */
  lastMoment() {
    const rows = this.root.querySelectorAll("[data-moments] > [data-item]");
    return rows.length ? { uuid: rows[rows.length - 1].dataset.item, body: null } : null;
  }

  now() {
    return Math.min(Math.max(Math.round((Date.now() - this.starts) / 1000), 0), 86400);
  }

  async mark(button) {
    const at = this.now();
    const clock = clockOf(at, this.root.dataset.begins);
    if (button.name === "phase") this.phase(button, at, clock);
    else if (button.name === "activation") this.reading(button, at, clock);
    else if (!(await this.sign(button))) return;
    this.flash(button);
    const what = button.name === "activation" ? `${this.card.querySelector(".r-live-name").textContent} ${button.value}` : button.textContent;
    this.say(`${clock} ${what}`);
    this.card.querySelector("[data-live-undo]").hidden = false;
  }

  phase(button, at, clock) {
    const body = { phase: button.value, at };
    const uuid = this.kept.save("segment", null, body);
    this.last = { uuid, body };
    for (const one of this.card.querySelectorAll("[name=phase]")) one.toggleAttribute("aria-current", one === button);
    const row = this.show(uuid, clock, button.textContent);
    this.done.push(() => { this.kept.save("segment", uuid, {}, { removed: true }); row.remove(); this.last = this.lastMoment(); });
  }

  show(uuid, clock, title) {
    const row = this.root.querySelector("[data-moment-new]").content.cloneNode(true).firstElementChild;
    row.dataset.item = uuid;
    row.id = `item-${uuid}`;
    row.querySelector("time").textContent = clock;
    row.querySelector("h3").textContent = title;
    const { itemUrl, record } = this.root.dataset;
    const cut = itemUrl.lastIndexOf(record);
    row.querySelector("a").href = itemUrl.slice(0, cut) + uuid + itemUrl.slice(cut + record.length);
    this.root.querySelector("[data-moments]").append(row);
    this.root.querySelector("[data-no-moments]")?.remove();
    return row;
  }

  reading(button, at, clock) {
    const uuid = this.kept.save("reading", null, { at, activation: Number(button.value) });
    const row = document.createElement("li");
    const when = document.createElement("span");
    when.className = "fw-muted";
    when.textContent = clock;
    const value = document.createElement("b");
    value.textContent = button.value;
    row.append(when, " ", value);
    this.root.querySelector("[data-readings]").hidden = false;
    this.root.querySelector("[data-readings-list]").append(row);
    this.done.push(() => { this.kept.save("reading", uuid, {}, { removed: true }); row.remove(); });
  }

  async sign(button) {
    if (!this.last) {
      this.say(this.card.dataset.phaseFirst);
      return false;
    }
    const last = this.last;
    last.body ??= await this.bodyOf(last.uuid);
    if (!last.body) return false;
    const before = last.body;
    if (before.signs?.includes(button.value)) return true;
    last.body = { ...before, signs: [...(before.signs ?? []), button.value] };
    this.kept.save("segment", last.uuid, last.body);
    const place = this.root.querySelector(`[id="item-${last.uuid}"] [data-signs]`);
    const text = place?.textContent ?? "";
    if (place) place.textContent = text ? `${text}, ${button.textContent}` : button.textContent;
    this.done.push(() => {
      last.body = { ...last.body, signs: last.body.signs.filter((one) => one !== button.value) };
      this.kept.save("segment", last.uuid, last.body);
      if (place) place.textContent = text;
    });
    return true;
  }

  async bodyOf(uuid) {
    const known = this.kept.known.get(uuid);
    if (known?.body) return known.body;
    try {
      const answer = await fetch(this.root.dataset.keepingUrl, { headers: { Accept: "application/json" } });
      const { items } = await answer.json();
      this.kept.learn(items.filter((item) => item.kind === "segment" && !this.kept.waitsFor(item.uuid)));
    } catch {
      this.say(this.card.dataset.phaseFirst);
    }
    return this.kept.known.get(uuid)?.body ?? null;
  }

  undo() {
    const back = this.done.pop();
    if (!back) return;
    back();
    this.say(this.card.dataset.undone);
    this.card.querySelector("[data-live-undo]").hidden = !this.done.length;
  }

  flash(button) {
    button.classList.add("is-marked");
    setTimeout(() => button.classList.remove("is-marked"), 300);
  }

  say(words) {
    this.card.querySelector("[data-live-said]").textContent = words;
  }
}
