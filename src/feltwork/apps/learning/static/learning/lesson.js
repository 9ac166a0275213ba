/* A lesson: answers are looked over without a new page, thoughts are kept as they are written, the time for which the
   page is in front is counted. Without this file each button sends the page, and the server does the same.

   What could not be sent lies sealed on this device until it has arrived (ui/drawer.js). Whoever wants to read without a
   connection keeps the lesson on the device (offline.js); signing out deletes both. */

import { Drawer, newId } from "../ui/drawer.js";
import { Shelf } from "./shelf.js";

const LANE = "learning";
const PAUSES = [1000, 3000, 8000, 20000, 60000]; // before the next try, in milliseconds
const COUNT = 30; // seconds between two signs of a page in front
const AWAKE = 120; // seconds without key, touch or scroll after which nobody reads, as far as we can tell
const MONTH = 30 * 24 * 3600 * 1000;

export function mount(form) {
  if (!form.dataset.mounted) new Lesson(form);
}

class Lesson {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.drawer = new Drawer(form.dataset.owner, { lane: LANE });
    this.queue = []; // entries of the drawer, oldest first
    this.seconds = 0;
    this.touched = Date.now();
    this.tries = 0;
    this.timed = document.createElement("input");
    this.timed.type = "hidden";
    this.timed.name = "seconds"; // tells the server that this page counts
    this.timed.value = "0";
    form.append(this.timed);
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("input", (event) => this.wrote(event));
    addEventListener("online", () => this.flush());
    this.count();
    this.start();
  }

  async start() {
    this.isKept = await this.drawer.open();
    if (this.isKept) {
      this.drawer.hold();
      await this.adopt();
      setTimeout(() => this.adopt(), 1500); // a page that has just gone holds its own for a moment
    }
    new Shelf(this.form).start();
    this.form.dataset.mounted = "";
  }

  /* What pages that are gone could not send. */
  async adopt() {
    const known = new Set(this.queue.map((entry) => entry.change));
    const left = (await this.drawer.left()).filter((entry) => !known.has(entry.change));
    if (!left.length) return;
    this.queue = [...left, ...this.queue];
    for (const entry of left) if (entry.item === this.form.dataset.lesson) this.fill(entry.what.pairs);
    if (await this.flush()) this.say("recovered");
  }

  fill(pairs) {
    for (const [name, value] of pairs.filter(([name]) => name.startsWith("q-"))) {
      for (const field of this.form.querySelectorAll(`[name="${name}"]`)) {
        if (field.matches("textarea")) field.value = value;
        else if (field.value === value) field.checked = true;
      }
    }
  }

  /* What the page holds, as pairs of name and value. */
  pairs(go, only = "") {
    const found = [...new FormData(this.form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "key" && name !== "seconds");
    const kept = only ? found.filter(([name]) => name === only || name === "version") : found;
    return [...kept, ["go", go]];
  }

  async submitted(event) {
    const go = event.submitter?.value ?? "check";
    if (this.isLeaving) return;
    event.preventDefault();
    if (go === "check") return this.keep(this.pairs("check"));
    await this.keep(this.pairs("check"), { quiet: true });
    if (this.queue.length) return this.keep([["version", this.form.elements.namedItem("version").value], ["go", "done"]]);
    this.isLeaving = true;
    this.timed.value = String(this.taken());
    this.form.requestSubmit(event.submitter);
  }

  wrote(event) {
    if (!event.target.matches("[data-thought]")) return;
    clearTimeout(this.pause);
    this.thought = event.target.name;
    this.pause = setTimeout(() => this.keep(this.pairs("time", this.thought)), 1000);
  }

  async keep(pairs, { quiet = false } = {}) {
    clearTimeout(this.pause);
    const entry = { change: newId(), tab: this.drawer.tab, item: this.form.dataset.lesson, order: Date.now(), until: Date.now() + MONTH, what: { url: this.form.action, pairs } };
    this.queue.push(entry);
    await this.drawer.put(entry).catch(() => { this.isKept = false; });
    const arrived = await this.flush();
    if (arrived && !quiet) this.say("kept");
    return arrived;
  }

  /* Whether everything has arrived. One after the other, in the order in which it was written. */
  async flush() {
    while (this.sending) await this.sending;
    this.sending = this.sendAll();
    const arrived = await this.sending;
    this.sending = null;
    return arrived;
  }

  async sendAll() {
    while (this.queue.length) {
      const entry = this.queue[0];
      if (!(await this.send(entry))) return false;
      this.queue = this.queue.filter((one) => one !== entry);
      await this.drawer.settle([entry.change]).catch(() => {});
    }
    this.tries = 0;
    return true;
  }

  async send({ change, item, what }) {
    const seconds = item === this.form.dataset.lesson ? this.taken() : 0;
    const body = new URLSearchParams([...what.pairs, ["key", change], ["seconds", String(seconds)]]);
    const answer = await this.post(what.url, body);
    if (!answer || answer.status >= 500 || answer.status === 429) {
      this.seconds += seconds;
      return this.later();
    }
    if (answer.headers.has("HX-Redirect") || answer.status === 403) {
      this.say("out");
      return false;
    }
    if (answer.status === 422 || answer.status === 404) this.say("refused"); // of a lesson or version that is no more
    else if (answer.status === 200 && what.url === this.form.action) this.show(await answer.text());
    return true;
  }

  post(url, body) {
    const headers = { "HX-Request": "true", "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value };
    return fetch(url, { method: "POST", headers, body, credentials: "same-origin", redirect: "manual" }).catch(() => null);
  }

  /* The questions anew, with what was right. What is being written meanwhile stays. */
  show(html) {
    const part = new DOMParser().parseFromString(html, "text/html").querySelector("[data-questions]");
    if (!part) return;
    const old = this.form.querySelector("[data-questions]");
    const focused = document.activeElement?.closest("[data-questions]") ? document.activeElement.id || document.activeElement.name : "";
    for (const now of old.querySelectorAll("textarea")) {
      const field = [...part.querySelectorAll("textarea")].find((one) => one.name === now.name);
      if (field) field.replaceWith(now);
    }
    old.replaceWith(part);
    if (focused) (document.getElementById(focused) ?? this.form.querySelector(`[name="${focused}"]:checked`))?.focus();
    this.result = part.dataset.result ?? "";
    this.form.dispatchEvent(new Event("learning:shown"));
  }

  later() {
    this.say(this.isKept ? "waiting" : "waitingPage");
    clearTimeout(this.again);
    this.again = setTimeout(() => this.flush(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
    return false;
  }

  /* Time counts while the page is in front and somebody moves in it. */
  count() {
    for (const kind of ["pointerdown", "keydown", "scroll", "touchstart"]) addEventListener(kind, () => { this.touched = Date.now(); }, { passive: true });
    let last = Date.now();
    setInterval(() => {
      const now = Date.now();
      const isRead = document.visibilityState === "visible" && now - this.touched < AWAKE * 1000;
      if (isRead) this.seconds += Math.min(now - last, 5000) / 1000; // a machine that slept did not read
      last = now;
      if (this.seconds >= COUNT && !this.queue.length) this.tick();
    }, 1000);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && this.seconds >= 5) this.tick(); });
  }

  async tick() {
    const seconds = this.taken();
    const pairs = [["go", "time"], ["version", this.form.elements.namedItem("version").value], ["key", newId()], ["seconds", String(seconds)]];
    const answer = await this.post(this.form.action, new URLSearchParams(pairs));
    if (!answer?.ok) this.seconds += seconds;
  }

  taken() {
    const whole = Math.floor(this.seconds);
    this.seconds -= whole;
    return whole;
  }

  say(state) {
    this.status.dataset.state = state;
    this.status.textContent = [this.form.dataset[state], state === "kept" ? this.result : ""].filter(Boolean).join(" · ");
  }
}
