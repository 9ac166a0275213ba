/* A sheet of ratings: every answer is sent as it is given, one after the other. What could not be sent lies sealed on this
   device (ui/unsent.js) and is sent again, also by the next page of this sheet after a crash, a closed tab or a lost line.
   Without this file the buttons send the whole sheet.

   On a page beside sheets, an element with data-waiting says that something still lies here. */

import { Unsent } from "../ui/unsent.js";

const PAUSES = [1000, 2000, 5000, 15000];
const REST = 900; // after the last letter of a word
const LANE = "ratings";
const DAYS = 60; // what nobody fetched by then is not needed: the sheet was due long before

function unsentOf({ owner, sheet = "" }) {
  return new Unsent(LANE, { owner, item: sheet, until: Math.round(Date.now() / 1000) + DAYS * 86400 });
}

export function mount(element) {
  if (element.dataset.mounted) return;
  if (element.localName === "form") new Sheet(element);
  else look(element);
}

async function look(element) {
  element.dataset.mounted = "";
  const unsent = unsentOf(element.dataset);
  if (await unsent.open()) element.hidden = !(await unsent.left()).length;
}

class Sheet {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.words = Object.fromEntries([...form.querySelector("template[data-words]").content.children].map((one) => [one.dataset.word, one.textContent]));
    this.waiting = new Map(); // name → value that the server does not have yet
    this.known = this.rendered(); // what the server has, as far as is known here
    this.tries = 0;
    this.unsent = unsentOf(form.dataset);
    form.addEventListener("change", (event) => this.take(event.target));
    form.addEventListener("input", (event) => this.typed(event.target));
    form.addEventListener("submit", () => { this.leaving = true; });
    addEventListener("online", () => this.send());
    addEventListener("pageshow", () => { this.leaving = false; });
    addEventListener("beforeunload", (event) => { if (this.waiting.size && !this.leaving && !this.unsent.isKept) event.preventDefault(); });
    this.begin();
  }

  async begin() {
    this.catchUp();
    this.say("kept");
    this.form.dataset.mounted = "";
    this.isSealing = await this.unsent.open();
    if (this.isSealing) {
      this.keep();
      await this.fetchLeft();
      this.form.dataset.drawer = "";
      setTimeout(() => this.fetchLeft(), 1500); // a page that has just gone holds its own for a moment
    }
    this.send();
  }

  fields() {
    return [...new Set([...this.form.elements].map((one) => one.name))].filter((name) => /^[rgw]-/.test(name));
  }

  value(name) {
    const field = this.form.elements.namedItem(name);
    return field ? field.value : undefined; // of radios: the one that is chosen, else ""
  }

  /* As the server wrote the page, whatever a browser filled in again on coming back. */
  rendered() {
    const found = new Map();
    for (const one of this.form.elements) {
      if (one.type === "radio" && (one.defaultChecked || !found.has(one.name))) found.set(one.name, one.defaultChecked ? one.value : "");
      if (one.localName === "textarea") found.set(one.name, one.defaultValue);
    }
    return found;
  }

  /* What was chosen before this script was there, or what the browser filled in again on coming back. */
  catchUp() {
    for (const name of this.fields()) if (this.value(name) && this.value(name) !== this.known.get(name)) this.waiting.set(name, this.value(name));
  }

  /* What earlier pages of this sheet could not send. Where the sheet has another answer by now, that one stays, and the
     other is shown. */
  async fetchLeft() {
    for (const row of await this.unsent.left()) {
      for (const [name, value] of Object.entries(row.what.answers)) this.bring(name, value, row.what.known[name] ?? "");
      await this.keep();
      await this.unsent.forget([row.change]);
    }
    this.send();
  }

  bring(name, value, was) {
    const now = this.value(name);
    if (now === undefined || now === value || this.waiting.has(name)) return;
    if (now !== was) { this.showOther(name, value); return; }
    this.put(name, value);
    this.waiting.set(name, value);
  }

  put(name, value) {
    const field = this.form.elements.namedItem(name);
    field.value = value; // of radios: chooses the one with this value
  }

  showOther(name, value) {
    const field = this.form.elements.namedItem(name);
    const block = (field[0] ?? field).closest("fieldset, .fw-field");
    const note = document.createElement("p");
    note.className = "fw-small x-others is-apart";
    note.append(`${this.words.other} `);
    const shown = field.localName === "textarea" ? value : this.form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`)?.getAttribute("aria-label") ?? this.words[value] ?? value;
    note.append(Object.assign(document.createElement("b"), { textContent: shown }));
    const use = Object.assign(document.createElement("button"), { type: "button", className: "fw-btn fw-btn-quiet fw-btn-s", textContent: this.words.use });
    use.addEventListener("click", () => { this.put(name, value); this.take({ name, value }); note.remove(); (field[0] ?? field).focus(); });
    note.append(" ", use);
    block.append(note);
  }

  take(field) {
    if (!/^[rgw]-/.test(field.name ?? "")) return;
    this.waiting.set(field.name, field.value);
    this.keep();
    this.send();
  }

  typed(field) {
    if (field.localName !== "textarea" || !field.name) return;
    this.waiting.set(field.name, field.value);
    this.keep();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.send(), REST);
  }

  /* Seal what waits on this device, or empty its place. */
  keep() {
    const known = Object.fromEntries([...this.waiting.keys()].map((name) => [name, this.known.get(name) ?? ""]));
    return this.unsent.keep({ answers: Object.fromEntries(this.waiting), known });
  }

  say(word) {
    if (this.status.dataset.state === word) return;
    this.status.dataset.state = word;
    this.status.textContent = this.words[word];
  }

  async send() {
    if (this.sending || !this.waiting.size || this.isClosed) return;
    this.sending = true;
    clearTimeout(this.again);
    const sent = new Map(this.waiting);
    this.say("keeping");
    const answer = await this.post(sent);
    this.sending = false;
    if (answer === null) { this.later(); return; }
    for (const [name, value] of sent) {
      this.known.set(name, value);
      if (this.waiting.get(name) === value) this.waiting.delete(name);
    }
    this.tries = 0;
    this.keep();
    if (this.waiting.size) this.send();
    else this.say("kept");
  }

  async post(answers) {
    const body = new URLSearchParams([...answers]);
    const headers = { "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value };
    try {
      const response = await fetch(this.form.dataset.save, { method: "POST", body, headers, redirect: "error" });
      if (response.status === 409) { this.close(); return null; }
      if (!response.ok) return null;
      const kept = await response.json();
      this.count(kept.left);
      return kept;
    } catch {
      return null;
    }
  }

  count(left) {
    const shown = document.querySelector("[data-left]");
    if (shown) shown.textContent = `${this.words.left} ${left}`;
  }

  /* Handed in, or not theirs any more: nothing more is taken, so nothing more is kept. */
  close() {
    this.isClosed = true;
    this.waiting.clear();
    this.keep();
    this.say("closed");
  }

  later() {
    if (this.isClosed) return;
    this.say(this.isSealing ? "sealed" : "waiting");
    this.again = setTimeout(() => this.send(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
  }
}
