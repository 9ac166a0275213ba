/* Keeping: every change gets an id of its own, lies sealed on this device until the server has it, and is sent again
   as often as it takes; the server writes it once. A change made from an older text than the one that stands is kept
   beside it there, and a person chooses.

     const kept = keeping(element);            // element or one around it: data-keeping-url, data-record, data-owner, data-token
     const uuid = kept.save("reading", null, { at: 60, activation: 7 });
     kept.save("reading", uuid, {}, { removed: true });
     kept.learn([{ uuid, kind, version, body, position }]);   // what the page came with
     kept.items("reading");                    // [{uuid, kind, version, body, position}]
     kept.on("state", (state, detail) => …);   // kept, keeping, waiting, refused
     also: "change" (item), "saved" (answer), "conflict" (answer), "refused" (answer), "elsewhere" (item), "recovered" (item) */

import { Drawer, newId } from "../ui/drawer.js";

export { newId };

const PAUSES = [1000, 2000, 5000, 15000, 30000];
const AT_ONCE = 40;
const MOST = 400000; // letters in one request
const SOON = 500;
const PAGE = Symbol.for("feltwork.keeping"); // one to a page, even where two addresses load this module

function same(one, other) {
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => same(one[name], other[name]));
}

export function keeping(element) {
  globalThis[PAGE] ??= new Keeping(element.closest("[data-keeping-url]"));
  return globalThis[PAGE];
}

class Keeping {
  constructor(root) {
    this.url = root.dataset.keepingUrl;
    this.token = root.dataset.token;
    this.known = new Map();
    this.moved = new Map(); // item → the one beside it that took this tab's text
    this.pending = [];
    this.listeners = {};
    this.state = "kept";
    this.keptAt = null;
    this.tries = 0;
    this.count = 0;
    this.stopped = "";
    this.drawer = new Drawer(root.dataset.owner);
    this.tab = this.drawer.tab;
    this.writing = Promise.resolve();
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel("feltwork-keeping") : null;
    this.channel?.addEventListener("message", (event) => this.hear(event.data));
    this.ready = this.begin();
    addEventListener("online", () => this.soon(0));
    addEventListener("focus", () => this.soon(0));
    addEventListener("pagehide", () => this.send());
    addEventListener("beforeunload", (event) => {
      if (this.pending.length && !this.onDevice) event.preventDefault();
    });
  }

  async begin() {
    this.drawer.hold();
    this.onDevice = await this.drawer.open();
    const mine = await this.adopted();
    for (const entry of mine) this.bring(entry);
    const ids = new Set(mine.map((entry) => entry.change));
    const early = this.pending.filter((entry) => !ids.has(entry.change));
    for (const entry of early) { // typed before the drawer was open: comes after what lay in it
      const before = mine.filter((one) => one.item === entry.item).at(-1);
      if (before && !entry.after) entry.after = before.change;
    }
    this.pending = [...mine, ...early];
    for (const entry of this.pending) this.write(entry);
    for (const entry of mine) this.tell("recovered", { uuid: entry.item, ...entry.what });
    if (this.pending.length) this.soon(0);
  }

  async adopted() {
    return (await this.drawer.left()).map((entry) => ({ ...entry, tab: this.tab, tried: true }));
  }

  bring(entry) {
    if (entry.url === this.url) this.note(entry.item, { ...entry.what, version: this.versionOf(entry.item) });
  }

  on(name, listener) {
    (this.listeners[name] ??= []).push(listener);
  }

  tell(name, ...details) {
    for (const listener of this.listeners[name] ?? []) listener(...details);
  }

  show(state, detail = "") {
    this.state = state;
    this.tell("state", state, detail);
  }

  versionOf(item) {
    return this.known.get(item)?.version ?? 0;
  }

  note(item, more) {
    this.known.set(item, { uuid: item, version: 0, position: 0, ...this.known.get(item), ...more });
  }

  learn(rows) {
    for (const row of rows) this.note(row.uuid, row);
  }

  items(kind) {
    const rows = [...this.known.values()].filter((row) => row.kind === kind && !row.removed);
    return rows.sort((a, b) => a.position - b.position);
  }

  waitsFor(item) {
    return this.pending.some((entry) => entry.item === item);
  }

  save(kind, item, body, { audience = "", position = null, removed = false } = {}) {
    const asked = item ?? newId();
    const uuid = this.moved.get(asked) ?? asked;
    const what = { kind, body, audience, position, removed };
    const last = this.pending.filter((entry) => entry.item === uuid).at(-1);
    if (!last && this.stands(uuid, body, { audience, position, removed })) return asked;
    let entry = last;
    if (last && !last.tried) {
      Object.assign(last, { what, refused: false });
    } else {
      entry = {
        change: newId(), url: this.url, tab: this.tab, item: uuid, seen: this.versionOf(uuid),
        after: last ? last.change : null, order: Date.now() * 1000 + this.count++, refused: false, tried: false, what,
      };
      this.pending.push(entry);
    }
    this.note(uuid, { kind, body, removed, position: position ?? this.known.get(uuid)?.position ?? 0 });
    this.write(entry);
    this.show("keeping");
    this.tell("change", uuid);
    this.soon(SOON);
    return asked;
  }

  /* Whether the server has exactly this already: fields tell of a change once more when they are left. */
  stands(item, body, { audience, position, removed }) {
    const row = this.known.get(item);
    if (!row?.version || Boolean(row.removed) !== removed || (position !== null && position !== row.position)) return false;
    return same(row.body, body) && (!audience || !row.audience || audience === row.audience);
  }

  write(entry) {
    this.writing = this.writing.then(() => this.drawer.put(entry)).catch(() => { this.onDevice = false; });
  }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  /* Ends when everything was sent, or cannot be for now. */
  async send() {
    this.running ??= this.sendAll().finally(() => { this.running = null; });
    await this.running;
    if (this.next().length && this.state === "keeping" && !this.stopped) await this.send();
  }

  async sendAll() {
    await this.ready;
    if (this.stopped) return;
    for (let batch = this.next(); batch.length; batch = this.next()) {
      await this.writing;
      for (const entry of batch) entry.tried = true;
      const answer = await this.post(batch);
      if (!answer) return;
      this.tries = 0;
      await this.take(answer.saved);
    }
    if (!this.pending.length && this.keptAt) {
      this.show("kept");
    }
  }

  next() {
    const free = this.pending.filter((entry) => !entry.after && !entry.refused && !entry.lost);
    const batch = [];
    let size = 0;
    for (const entry of free) {
      if (entry.url !== free[0].url || batch.length === AT_ONCE) break;
      size += JSON.stringify(entry.what).length;
      if (batch.length && size > MOST) break;
      batch.push(entry);
    }
    return batch;
  }

  async post(batch, again = false) {
    const changes = batch.map(({ change, item, seen, what }) => ({ change, item, seen, ...what }));
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token, Accept: "application/json" };
    let answer;
    try {
      answer = await fetch(batch[0].url, { method: "POST", headers, body: JSON.stringify({ changes }), redirect: "manual" });
    } catch {
      return this.later("waiting", "connection");
    }
    if (answer.ok) return answer.json();
    if (answer.status === 401 || answer.type === "opaqueredirect") return this.later("waiting", "signed_out");
    if (answer.status === 403 && !again) { // after signing in again the page's own token is no longer good
      const found = await this.newToken();
      if (found === "ok") return this.post(batch, true);
      if (found !== "closed") return this.later("waiting", found);
    }
    if (answer.status === 409 || answer.status === 404 || answer.status === 403 || answer.status === 400) {
      for (const entry of batch) entry.lost = true; // it stays on this device and on the page, to be copied
      return this.stop(batch[0].url === this.url ? answer.status : 0);
    }
    return this.later("waiting", "server");
  }

  async newToken() {
    let answer;
    try {
      answer = await fetch(this.url, { headers: { Accept: "application/json" }, redirect: "manual" });
    } catch {
      return "connection";
    }
    if (answer.status === 401) return "signed_out";
    if (!answer.ok) return "closed";
    this.token = (await answer.json()).token;
    return "ok";
  }

  later(state, detail) {
    this.show(state, detail);
    this.soon(PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
    return null;
  }

  stop(status) {
    if (!status) {
      this.soon(0);
      return null;
    }
    this.stopped = status === 409 ? "signed" : "gone";
    this.show("refused", this.stopped);
    return null;
  }

  async take(answers) {
    for (const answer of answers) {
      const entry = this.pending.find((one) => one.change === answer.change);
      if (!entry) continue;
      const followers = this.pending.filter((one) => one.after === entry.change);
      if (answer.state === "refused") await this.putBack(entry, followers, answer);
      else await this.settle(entry, followers, answer);
    }
  }

  async settle(entry, followers, answer) {
    const isBeside = answer.state === "conflict" && answer.beside;
    if (isBeside) this.moved.set(entry.item, answer.beside);
    for (const one of followers) {
      one.after = null;
      one.seen = isBeside ? 1 : answer.version;
      if (isBeside) one.item = answer.beside;
      else if (one.item !== answer.item) one.item = answer.item;
    }
    this.pending = this.pending.filter((one) => one !== entry);
    this.note(answer.item, { version: answer.version });
    if (isBeside) this.note(answer.beside, { ...entry.what, version: 1 });
    await this.writing;
    await this.drawer.settle([entry.change], followers).catch(() => {});
    if (answer.state === "conflict") this.tell("conflict", answer);
    else this.share(entry, answer);
    this.keptAt = new Date();
    this.tell("saved", answer);
  }

  /* Nothing was written: the next change of the same thing takes its place, and until then it stays as it is. */
  async putBack(entry, followers, answer) {
    entry.refused = true;
    entry.tried = false;
    for (const one of followers) Object.assign(one, { after: null, seen: entry.seen });
    if (followers.length) this.pending = this.pending.filter((one) => one !== entry);
    await this.writing;
    await this.drawer.settle(followers.length ? [entry.change] : [], [entry, ...followers]).catch(() => {});
    if (!followers.length) {
      this.tell("refused", answer);
      this.show("refused", answer.message);
    }
  }

  share(entry, answer) {
    if (entry.url !== this.url || answer.state !== "saved") return;
    const { kind, body, removed } = entry.what;
    this.channel?.postMessage({ url: this.url, item: answer.item, version: answer.version, kind, body, removed });
  }

  /* Another tab saved something: take it over where nothing of this page waits; else the server keeps both. */
  hear({ url, item, version, kind, body, removed }) {
    if (url !== this.url || this.waitsFor(item) || version <= this.versionOf(item)) return;
    this.note(item, { version, kind, body, removed });
    this.tell("elsewhere", this.known.get(item));
  }
}
