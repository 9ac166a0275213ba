/* Answers that could not be sent, sealed on this device until they are: see ui/drawer.js. One entry for each page of a
   sheet, written anew with each answer; nothing of it can be read in the browser's storage but ids and times.

   As an island it looks after what pages left that are gone: on "Questions for you" it sends it, and on the page of a
   sheet that is over it throws it away and says so. */

import { Drawer, newId } from "../ui/drawer.js";

const LANE = "sheets";

/* *data*: the dataset of an element: owner, guest, sheet, until (in seconds). Without owner nothing is kept. */
export class Unsent {
  constructor({ owner = "", guest, sheet = "", until = "0" }) {
    this.sheet = sheet;
    this.until = Number(until) * 1000;
    this.change = newId();
    this.isKept = false; // whether all that waits lies on this device
    this.writing = Promise.resolve();
    this.drawer = owner ? new Drawer(owner, { lane: LANE, guest: guest !== undefined }) : null;
  }

  async open() {
    if (!this.drawer || !(await this.drawer.open())) return false;
    this.drawer.hold();
    return true;
  }

  /* *what*: {url, seen, origin, answers}. */
  keep(what) {
    const entry = { change: this.change, tab: this.drawer?.tab, item: this.sheet, order: Date.now(), until: this.until, what };
    this.isKept = false;
    return this.next(async () => {
      if (!this.drawer?.base) return;
      if (Object.keys(what.answers).length) await this.drawer.put(entry);
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

  /* Of pages that are gone, oldest first; of this sheet where there is one. */
  async left() {
    if (!this.drawer?.base) return [];
    const rows = await this.drawer.left().catch(() => []);
    return rows.filter((row) => row.change !== this.change && (!this.sheet || row.item === this.sheet));
  }
}

/* What the server says to it; null without a connection. */
export function post({ url, seen, origin, answers }, token) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const body = JSON.stringify({ seen, origin, answers });
  return fetch(url, { method: "POST", headers, body, credentials: "same-origin" }).catch(() => null);
}

export async function mount(element) {
  const unsent = new Unsent(element.dataset);
  if (!(await unsent.open())) return;
  const look = () => (element.dataset.unsent === "over" ? throwAway(element, unsent) : sendAll(element, unsent));
  await look();
  setTimeout(look, 1500); // a page that has just gone holds its own for a moment
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
    if (!answer || answer.status >= 500 || answer.status === 429 || answer.status === 401) return say(element, "waiting");
    const theirs = answer.ok ? Object.keys((await answer.json()).theirs) : [];
    if (theirs.length) continue; // two devices: both are shown, and chosen from, on the sheet itself
    await unsent.forget([row.change]);
    say(element, answer.ok ? "kept" : "late");
  }
}

function say(element, state) {
  element.querySelector("[data-said]").textContent = element.dataset[state];
  element.hidden = false;
}
