/* Answers of an examination that could not be sent, sealed on this device until they are: see ui/drawer.js.

   As an island, on pages outside the examination, it sends what pages left that are gone; what comes after the end is
   kept aside by the server for whoever decides. */

import { Drawer, newId } from "../ui/drawer.js";

const LANE = "exam";

export class Kept {
  /* *data*: the dataset of an element: owner, sitting, until (in seconds). */
  constructor({ owner, sitting = "", until = "0" }) {
    this.sitting = sitting;
    this.until = Number(until) * 1000;
    this.change = newId();
    this.isHere = false; // whether all that waits lies on this device
    this.writing = Promise.resolve();
    this.drawer = new Drawer(owner, { lane: LANE });
  }

  async open() {
    if (!(await this.drawer.open())) return false;
    this.drawer.hold();
    return true;
  }

  /* *what*: {url, seen, origin, answers, later}. */
  keep(what) {
    const entry = { change: this.change, tab: this.drawer.tab, item: this.sitting, order: Date.now(), until: this.until, what };
    this.isHere = false;
    return this.next(async () => {
      if (!this.drawer.base) return;
      if (Object.keys(what.answers).length || Object.keys(what.later).length) await this.drawer.put(entry);
      else await this.drawer.settle([this.change]);
      this.isHere = true;
    });
  }

  forget(changes) {
    return this.next(() => this.drawer.settle(changes));
  }

  next(step) {
    this.writing = this.writing.then(step).catch(() => {});
    return this.writing;
  }

  /* Of pages that are gone, oldest first; of this sitting where there is one. */
  async left() {
    if (!this.drawer.base) return [];
    const rows = await this.drawer.left().catch(() => []);
    return rows.filter((row) => row.change !== this.change && (!this.sitting || row.item === this.sitting));
  }
}

/* What the server says to it; null without a connection. */
export function post({ url, ...body }, token) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" }).catch(() => null);
}

export async function mount(element) {
  const kept = new Kept(element.dataset);
  if (!(await kept.open())) return;
  const look = () => sendAll(element, kept);
  await look();
  setTimeout(look, 1500); // a page that has just gone holds its own for a moment
  addEventListener("online", look);
  element.dataset.mounted = "";
}

async function sendAll(element, kept) {
  for (const row of await kept.left()) {
    const answer = await post(row.what, element.dataset.token);
    if (!answer || answer.status >= 500 || answer.status === 429 || answer.status === 401) return say(element, "waiting");
    const said = answer.ok ? await answer.json() : null;
    if (said && Object.keys(said.theirs).length) continue; // two devices: both are shown, and chosen from, on its own page
    await kept.forget([row.change]);
    say(element, said?.over ? "late" : said ? "kept" : "refused");
  }
}

function say(element, state) {
  element.querySelector("[data-said]").textContent = element.dataset[state];
  element.hidden = false;
}
