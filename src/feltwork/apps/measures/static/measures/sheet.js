/* A sheet of questions: every answer is kept as it is given, and one question follows the other without a new page.
   Without this file each button sends the page, and the server does the same.

   Answers that could not be sent are sent again, and lie sealed on this device until they have arrived (unsent.js); in
   the room, on somebody else's device, they stay on the page only, and leaving it asks first. Another device's answer is
   never written over unseen: both are shown, and choosing again here holds. */

import { Unsent, post } from "./unsent.js";
import { newId } from "../ui/drawer.js";

const PAUSES = [1000, 2000, 5000, 15000];

export function mount(form) {
  if (!form.dataset.mounted) new Paper(form);
}

class Paper {
  constructor(form) {
    this.form = form;
    this.list = form.querySelector("[data-items]");
    this.status = form.querySelector("[data-status]");
    this.waiting = new Map(); // item → value that the server does not have yet
    this.left = []; // what pages that are gone could not send, with what they had seen
    this.origin = newId(); // of whatever this page sends: its own answers are no other device's
    this.unsent = new Unsent(form.dataset);
    this.sending = null;
    this.tries = 0;
    this.unfold();
    form.addEventListener("change", (event) => this.answered(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.send());
    addEventListener("beforeunload", (event) => {
      if (this.waiting.size && !this.leaving && !this.unsent.isKept) event.preventDefault();
    });
    addEventListener("popstate", () => this.follow());
    form.dataset.mounted = "";
    this.catchUp();
    this.bring();
  }

  async bring() {
    if (!(await this.unsent.open())) return;
    if (this.waiting.size) this.hold();
    await this.adopt();
    setTimeout(() => this.adopt(), 1500); // a page that has just gone holds its own for a moment
    this.form.dataset.drawer = "";
  }

  async adopt() {
    const known = new Set(this.left.map((row) => row.change));
    const rows = (await this.unsent.left()).filter((row) => !known.has(row.change));
    for (const { what } of rows) for (const [item, value] of Object.entries(what.answers)) if (!this.waiting.has(item)) this.fill(item, value);
    this.left.push(...rows);
    if (!rows.length) return;
    this.fit();
    await this.send();
  }

  async hold() {
    await this.unsent.keep({ url: this.form.dataset.save, seen: this.seen, origin: this.origin, answers: Object.fromEntries(this.waiting) });
    if (this.status.dataset.state === "waiting") this.say("waiting"); // now that it lies on the device, it says so
  }

  get seen() {
    return Number(this.form.elements.namedItem("seen").value);
  }

  /* An answer that was given elsewhere, put into the page. */
  fill(id, value) {
    const item = this.items.find((one) => one.dataset.item === id);
    if (!item) return;
    const typed = item.querySelector('input[type="number"]');
    if (typed) typed.value = typeof value === "number" ? value : "";
    for (const one of item.querySelectorAll('input[type="radio"], input[type="checkbox"]')) one.checked = value !== null && one.value === String(value);
  }

  /* What was answered before this script was there, or what the browser filled in again on coming back. */
  catchUp() {
    for (const item of this.items) {
      const changed = [...item.querySelectorAll("input")].some((one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue);
      const value = changed ? this.answerOf(item) : undefined;
      if (value !== undefined && value !== null) this.waiting.set(item.dataset.item, value);
    }
    this.send();
  }

  /* All questions come with the page; those that are not asked yet are in a template, where nothing sees them. */
  unfold() {
    const rest = this.form.querySelector("template[data-rest]");
    const now = this.form.dataset.one;
    if (rest) {
      for (const item of [...rest.content.children]) { // what is there already is not moved: it may be in use
        const after = [...this.list.children].find((one) => Number(one.dataset.number) > Number(item.dataset.number));
        this.list.insertBefore(item, after ?? null);
      }
      rest.remove();
    }
    this.items = [...this.list.children];
    if (now) {
      this.list.toggleAttribute("data-single", true);
      this.show(Number(now), { quiet: true });
    } else {
      this.fit();
    }
  }

  answerOf(item) {
    const name = `a-${item.dataset.item}`;
    const chosen = item.querySelector(`[name="${name}"]:checked`);
    if (chosen) return chosen.value === "declined" ? "declined" : Number(chosen.value);
    const typed = item.querySelector(`input[type="number"][name="${name}"]`);
    if (typed?.value !== undefined && typed.value !== "") return typed.checkValidity() ? Number(typed.value) : undefined;
    return item.querySelector(`[name="d-${item.dataset.item}"]`)?.checked ? "declined" : null;
  }

  /* A question that hangs on another falls away once that was answered otherwise. */
  isAsked(item) {
    if (!item.dataset.only) return true;
    const gate = this.items.find((one) => one.dataset.item === item.dataset.only);
    const value = gate ? this.answerOf(gate) : null;
    return value === null || value === undefined || value === "declined" || item.dataset.onlyValues.split(" ").includes(String(value));
  }

  fit() {
    for (const item of this.items) item.hidden = this.single ? item !== this.current : !this.isAsked(item);
    const asked = this.items.filter((item) => this.isAsked(item));
    const done = asked.filter((item) => this.answerOf(item) !== null).length;
    const bar = this.form.querySelector("progress");
    bar.max = asked.length;
    bar.value = done;
    this.form.querySelector("[data-answered]").textContent = String(done);
  }

  get single() {
    return "single" in this.list.dataset;
  }

  show(number, { quiet = false } = {}) {
    this.current = this.items.find((item) => Number(item.dataset.number) === number) ?? this.items[0];
    this.form.elements.namedItem("q").value = this.current.dataset.number;
    const back = this.form.querySelector('[name="go"][value="back"]');
    if (back) back.disabled = !this.before();
    this.fit();
    if (quiet) return;
    const legend = this.current.querySelector("legend");
    legend.tabIndex = -1;
    legend.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  after() {
    const at = this.items.indexOf(this.current);
    return this.items.slice(at + 1).find((item) => this.isAsked(item));
  }

  before() {
    const at = this.items.indexOf(this.current);
    return this.items.slice(0, at).reverse().find((item) => this.isAsked(item));
  }

  follow() {
    const number = new URLSearchParams(location.search).get("q");
    if (this.single && /^\d+$/.test(number ?? "")) this.show(Number(number));
    else location.reload();
  }

  answered(event) {
    const item = event.target.closest(".q-item");
    if (!item) return;
    if (event.target.type === "number" && event.target.value !== "") {
      const rather = item.querySelector(`[name="d-${item.dataset.item}"]`);
      if (rather) rather.checked = false;
    } else if (event.target.type === "checkbox" && event.target.checked) {
      const typed = item.querySelector('input[type="number"]');
      if (typed) typed.value = "";
    }
    const value = this.answerOf(item);
    if (value === undefined) return this.say("refused");
    item.querySelector(".q-theirs").hidden = true;
    this.waiting.set(item.dataset.item, value);
    for (const row of this.left) delete row.what.answers[item.dataset.item]; // what was answered before gives way
    this.hold();
    this.fit();
    this.send();
  }

  async submitted(event) {
    const go = event.submitter?.value;
    const next = go === "next" ? this.after() : go === "back" ? this.before() : null;
    if (this.single && next) {
      event.preventDefault();
      history.pushState({}, "", `${this.form.dataset.path}?q=${next.dataset.number}`);
      this.show(Number(next.dataset.number));
      return;
    }
    if (!this.waiting.size && !this.left.length) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    if (await this.send()) {
      this.leaving = true;
      this.form.requestSubmit(button);
    } else {
      this.say("waiting");
    }
  }

  /* Whether everything has arrived. One request at a time, so that answers arrive in the order in which they were given. */
  async send() {
    while (this.sending) await this.sending;
    if (!this.waiting.size && !this.left.length) return true;
    this.sending = this.left.length ? this.sendLeft(this.left[0]) : this.sendOwn();
    const arrived = await this.sending;
    this.sending = null;
    return arrived ? this.send() : false;
  }

  async sendOwn() {
    const sent = new Map(this.waiting);
    const kept = await this.ask({ url: this.form.dataset.save, seen: this.seen, origin: this.origin, answers: Object.fromEntries(sent) });
    if (!kept) return false;
    if (!kept.isRefused) this.take(kept, sent);
    for (const [item, value] of sent) if (this.waiting.get(item) === value) this.waiting.delete(item);
    this.hold();
    this.say(kept.isRefused ? "refused" : "kept");
    return !kept.isRefused;
  }

  async sendLeft(row) {
    const kept = await this.ask({ ...row.what, url: this.form.dataset.save }, row);
    if (!kept) return false;
    this.left = this.left.filter((one) => one !== row);
    await this.unsent.forget([row.change]);
    if (!kept.isRefused) this.take(kept, new Map(Object.entries(row.what.answers)));
    this.say("recovered");
    return true;
  }

  /* What the server answers; null where it has to be tried again, or where the page is left for another. */
  async ask(what, row = null) {
    if (!row) this.say("keeping");
    const answer = await post(what, this.form.elements.namedItem("csrfmiddlewaretoken").value);
    if (!answer || answer.status >= 500 || answer.status === 429) return this.later();
    if (answer.status === 422) return { isRefused: true };
    if (answer.ok) return answer.json();
    // signed out, or over: the page says which, and this page's answers wait for it; refused twice they are not its own
    if (row && answer.status !== 401 && answer.status !== 410) await this.unsent.forget([row.change]);
    await this.unsent.writing;
    this.leaving = true;
    location.assign(this.form.dataset.path);
    return null;
  }

  take(kept, sent) {
    this.form.elements.namedItem("seen").value = kept.version;
    for (const [item, value] of Object.entries(kept.news)) if (!this.waiting.has(item)) this.fill(item, value);
    for (const [item, value] of Object.entries(kept.theirs)) if (this.waiting.get(item) === sent.get(item) || !this.waiting.has(item)) this.both(item, value);
    if (kept.raised) this.care();
    this.tries = 0;
    this.fit();
  }

  later() {
    this.say("waiting");
    clearTimeout(this.again);
    this.again = setTimeout(() => this.send(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
    return null;
  }

  both(id, value) {
    const item = this.items.find((one) => one.dataset.item === id);
    const note = item.querySelector(".q-theirs");
    const theirs = item.querySelector(`[name="a-${id}"][value="${value}"]`);
    note.querySelector("[data-theirs]").textContent = theirs?.dataset.words ?? theirs?.parentElement.textContent.trim() ?? String(value ?? "–");
    note.hidden = false;
    const mine = item.querySelector(`[name="a-${id}"]:checked`);
    if (mine) mine.checked = false; // neither holds on this page until it is chosen
    if (this.single && item !== this.current) this.show(Number(item.dataset.number));
  }

  care() {
    const panel = this.form.querySelector("[data-care]");
    if (!panel.hidden) return;
    panel.hidden = false;
    panel.querySelector("[tabindex]")?.focus();
  }

  say(state) {
    const words = this.status.dataset;
    words.state = state;
    const onDevice = state === "waiting" && this.unsent.isKept;
    this.status.textContent = (onDevice ? words.waitingDevice : words[state]) ?? "";
  }
}
