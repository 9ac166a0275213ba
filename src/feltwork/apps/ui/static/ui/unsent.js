/* Answers that a page sends as they are given, and what could not be sent: sealed on this device until it has arrived
   (drawer.js). One entry for each page, written anew with each answer; nothing of it can be read in the browser's
   storage but ids and times.

     class Paper extends Sender { … }           // a form that sends its answers one after the other
     new Unsent("sheets", form.dataset)         // the entries alone: dataset has owner, item, until (seconds), guest

   As an island it looks after what pages left that are gone: it sends that and says so (data-kept, data-waiting,
   data-late, data-refused), or with data-unsent="over" throws it away. data-lane says whose answers. */

import { Drawer, newId } from "./drawer.js";

const PAUSES = [1000, 2000, 5000, 15000];
const MOMENT = 1500; // a page that has just gone holds its own for so long

/* What the server says to it; null without a connection. */
export function post({ url, ...body }, token) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" }).catch(() => null);
}

const isFull = (answers) => Object.keys(answers ?? {}).length > 0;
const isForLater = (answer) => !answer || answer.status >= 500 || answer.status === 429;

export class Unsent {
  /* Without owner nothing is kept: on somebody else's device answers stay on the page. */
  constructor(lane, { owner = "", guest, item = "", until = "0" }) {
    this.item = item;
    this.until = Number(until) * 1000;
    this.change = newId();
    this.isKept = false; // whether all that waits lies on this device
    this.writing = Promise.resolve();
    this.drawer = owner ? new Drawer(owner, { lane, guest: guest !== undefined }) : null;
  }

  async open() {
    if (!this.drawer || !(await this.drawer.open())) return false;
    this.drawer.hold();
    return true;
  }

  /* *what*: {url, seen, origin, answers, later}. */
  keep(what) {
    const entry = { change: this.change, tab: this.drawer?.tab, item: this.item, order: Date.now(), until: this.until, what };
    this.isKept = false;
    return this.next(async () => {
      if (!this.drawer?.base) return;
      if (isFull(what.answers) || isFull(what.later)) await this.drawer.put(entry);
      else await this.drawer.settle([this.change]);
      this.isKept = true;
    });
  }

  forget(changes) {
    return this.next(async () => this.drawer?.settle(changes));
  }

  next(step) {
    this.writing = this.writing.then(step).catch(() => {});
    return this.writing;
  }

  /* Of pages that are gone, oldest first; of this item where there is one. */
  async left() {
    if (!this.drawer?.base) return [];
    const rows = await this.drawer.left().catch(() => []);
    return rows.filter((row) => row.change !== this.change && (!this.item || row.item === this.item));
  }
}

/* A form whose answers are sent as they are given. It has the fields `seen` and `csrfmiddlewaretoken`, data-save,
   data-path, and a line for its state. Whoever extends it has:

     own()                what this page sends now: {url, seen, origin, answers, later}
     put(name, value)     an answer that was given elsewhere, into the page
     both(name, value)    another page answered it, too: both are shown
     fit()                the page again as it stands
   and may have: same(one, other), heard(told, what, row), refused(status, row), taken(told), marked(name, isLater). */
export class Sender {
  constructor(form, status, lane, item) {
    this.form = form;
    this.status = status;
    this.waiting = new Map(); // name → answer that the server does not have yet
    this.marks = new Map(); // name → whether it is marked for later, likewise
    this.left = []; // what pages that are gone could not send, with what they had seen
    this.origin = newId(); // of whatever this page sends: its own answers are nobody else's
    this.unsent = new Unsent(lane, { ...form.dataset, item });
    this.sending = null;
    this.tries = 0;
    this.lostAt = null;
    addEventListener("online", () => this.send());
    addEventListener("beforeunload", (event) => {
      if (this.hasOwn && !this.leaving && !this.unsent.isKept) event.preventDefault();
    });
  }

  get seen() {
    return Number(this.form.elements.namedItem("seen").value);
  }

  get token() {
    return this.form.elements.namedItem("csrfmiddlewaretoken").value;
  }

  get hasOwn() {
    return this.waiting.size > 0 || this.marks.size > 0;
  }

  get isWaiting() {
    return this.hasOwn || this.left.length > 0;
  }

  /* Whether there is nothing to wait for; else everything is sent, and then the button is pressed again. */
  async letGo(event) {
    if (!this.isWaiting) {
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
      this.status.scrollIntoView({ block: "center" });
    }
  }

  async hold() {
    await this.unsent.keep(this.own());
    if (this.status.dataset.state === "waiting") this.say("waiting"); // now that it lies on the device, it says so
  }

  /* Whether everything has arrived. One request at a time, so that answers arrive in the order in which they were given. */
  async send() {
    while (this.sending) await this.sending;
    if (!this.isWaiting) return true;
    this.sending = this.left.length ? this.sendLeft(this.left[0]) : this.sendOwn();
    const arrived = await this.sending;
    this.sending = null;
    return arrived ? this.send() : false;
  }

  async sendOwn() {
    const [sent, marked] = [new Map(this.waiting), new Map(this.marks)];
    const told = await this.ask(this.own());
    if (!told) return false;
    if (!told.isRefused) this.take(told, sent);
    for (const [name, value] of sent) if (this.same(this.waiting.get(name), value)) this.waiting.delete(name);
    for (const [name, value] of marked) if (this.marks.get(name) === value) this.marks.delete(name);
    this.hold();
    this.say(told.isRefused ? "refused" : "kept");
    return !told.isRefused;
  }

  async sendLeft(row) {
    const told = await this.ask({ ...row.what, url: this.form.dataset.save }, row);
    if (!told) return false;
    this.left = this.left.filter((one) => one !== row);
    await this.unsent.forget([row.change]);
    if (!told.isRefused) this.take(told, new Map(Object.entries(row.what.answers)));
    this.say("recovered");
    return true;
  }

  /* What the server answers; null where it has to be tried again, or where the page is left for another. */
  async ask(what, row = null) {
    if (!row) this.say("keeping");
    const lost = this.lostAt === null ? 0 : Math.round((performance.now() - this.lostAt) / 1000);
    const answer = await post({ ...what, lost }, this.token);
    if (isForLater(answer)) return this.later();
    if (answer.status === 422) return { isRefused: true };
    if (answer.ok) {
      this.lostAt = null;
      this.tries = 0;
      return this.heard(await answer.json(), what, row);
    }
    await this.refused(answer.status, row);
    return this.leave();
  }

  later() {
    this.lostAt ??= performance.now();
    this.say("waiting");
    clearTimeout(this.again);
    this.again = setTimeout(() => this.send(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
    return null;
  }

  /* To the page that says why nothing more is taken here. */
  async leave() {
    await this.unsent.writing;
    this.leaving = true;
    location.assign(this.form.dataset.path);
    return null;
  }

  take(told, sent) {
    this.form.elements.namedItem("seen").value = told.version;
    for (const [name, value] of Object.entries(told.news)) if (!this.waiting.has(name)) this.put(name, value);
    for (const [name, value] of Object.entries(told.theirs)) {
      if (!this.waiting.has(name) || this.same(this.waiting.get(name), sent.get(name))) this.both(name, value);
    }
    this.taken(told);
    this.fit();
  }

  /* --- what pages left that are gone */

  async bring() {
    if (await this.unsent.open()) {
      if (this.hasOwn) this.hold();
      await this.adopt();
      setTimeout(() => this.adopt(), MOMENT);
    }
    this.form.dataset.drawer = "";
  }

  async adopt() {
    const here = new Set(this.left.map((row) => row.change));
    const rows = (await this.unsent.left()).filter((row) => !here.has(row.change));
    for (const { what } of rows) {
      for (const [name, value] of Object.entries(what.answers)) if (!this.waiting.has(name)) this.put(name, value);
      for (const [name, isLater] of Object.entries(what.later ?? {})) this.marked(name, isLater);
    }
    this.left.push(...rows);
    if (!rows.length) return;
    this.fit();
    await this.send();
  }

  /* What was answered before gives way to what is answered here. */
  giveWay(name) {
    for (const row of this.left) delete row.what.answers[name];
  }

  say(state) {
    const words = this.status.dataset;
    words.state = state;
    const onDevice = state === "waiting" && this.unsent.isKept;
    this.status.textContent = (onDevice ? words.waitingDevice : words[state]) ?? "";
  }

  same(one, other) {
    return one === other;
  }

  heard(told) {
    return told;
  }

  refused() {}

  taken() {}

  marked() {}
}

export async function mount(element) {
  const unsent = new Unsent(element.dataset.lane, element.dataset);
  if (!(await unsent.open())) return;
  const look = () => (element.dataset.unsent === "over" ? throwAway(element, unsent) : sendAll(element, unsent));
  await look();
  setTimeout(look, MOMENT);
  addEventListener("online", look);
  element.dataset.mounted = "";
}

async function throwAway(element, unsent) {
  const left = await unsent.left();
  if (!left.length) return;
  await unsent.forget(left.map((row) => row.change));
  element.hidden = false;
}

async function sendAll(element, unsent) {
  for (const row of await unsent.left()) {
    const answer = await post(row.what, element.dataset.token);
    if (isForLater(answer) || answer.status === 401) return say(element, "waiting");
    const told = answer.ok ? await answer.json() : null;
    if (isFull(told?.theirs)) continue; // two devices: both are shown, and chosen from, on its own page
    await unsent.forget([row.change]);
    say(element, !told ? "refused" : told.over ? "late" : "kept"); // late: kept aside, for whoever decides
  }
}

function say(element, state) {
  element.querySelector("[data-said]").textContent = element.dataset[state];
  element.hidden = false;
}
