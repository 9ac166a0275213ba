/* What has not reached the server, on this device: survives a crash, a lost connection and a closed tab.
   Every entry is sealed by a key that scripts can use and nobody can read out. Signing out empties all of it, and so
   does somebody else signing in; a guest (a page opened by a link) sweeps out other guests and leaves accounts alone.
   Without WebCrypto or storage nothing is kept here, and entries live as long as their page does.

     const drawer = new Drawer(owner, { lane: "sheets", guest: true });
     await drawer.open();                       // false where nothing can be kept
     await drawer.put({ change, …, what });     // `what` is sealed; else only the names of OPEN are written
     await drawer.left();                       // entries of pages that are gone; those of living pages stay with them */

const NAME = "feltwork-keeping";
const OPEN = ["change", "owner", "url", "tab", "item", "seen", "after", "order", "refused", "lane", "until"]; // ids and numbers only

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys", { keyPath: "owner" });
    request.result.createObjectStore("queue", { keyPath: "change" });
  };
  return done(request);
}

export class Drawer {
  constructor(owner, { lane = "", guest = false } = {}) {
    this.owner = guest ? `guest-${owner}` : owner;
    this.lane = lane;
    this.guest = guest;
    this.tab = newId();
    this.base = null;
    this.key = null;
  }

  /* False where nothing can be kept on this device. */
  async open() {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return false;
    try {
      this.base = await opened();
      addEventListener("feltwork:leave", () => this.emptied());
      await this.forgetOthers();
      this.key = await this.findKey();
      return true;
    } catch {
      this.base = null;
      return false;
    }
  }

  /* As long as this page lives, other tabs leave its entries alone. */
  hold() {
    navigator.locks?.request(`feltwork-tab-${this.tab}`, () => new Promise(() => {}));
  }

  /* Whoever is here now, nobody else's things stay; and what is past its time goes. */
  async forgetOthers() {
    const all = this.base.transaction(["keys", "queue"], "readwrite");
    const [keys, queue] = [all.objectStore("keys"), all.objectStore("queue")];
    const isOthers = (owner) => owner !== this.owner && (!this.guest || owner.startsWith("guest-"));
    for (const owner of await done(keys.getAllKeys())) if (isOthers(owner)) keys.delete(owner);
    for (const row of await done(queue.getAll())) if (isOthers(row.owner) || (row.until && row.until < Date.now())) queue.delete(row.change);
    await ended(all);
  }

  async findKey() {
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const write = this.base.transaction("keys", "readwrite");
    const keys = write.objectStore("keys");
    const known = await done(keys.get(this.owner)); // two tabs: the first one's key stays
    if (!known) keys.put({ owner: this.owner, key: made });
    await ended(write);
    return known?.key ?? made;
  }

  async put(entry) {
    if (!this.base) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const clear = new TextEncoder().encode(JSON.stringify(entry.what));
    const additionalData = new TextEncoder().encode(entry.change);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, this.key, clear);
    const row = Object.fromEntries(OPEN.map((name) => [name, entry[name] ?? null]));
    const write = this.base.transaction("queue", "readwrite");
    write.objectStore("queue").put({ ...row, owner: this.owner, lane: this.lane, iv, sealed });
    await ended(write);
  }

  /* What came back from the server and what followed from it change together, or not at all. */
  async settle(gone, changed = []) {
    if (!this.base) return;
    const write = this.base.transaction("queue", "readwrite");
    const queue = write.objectStore("queue");
    for (const change of gone) queue.delete(change);
    for (const entry of changed) {
      const row = await done(queue.get(entry.change));
      if (row) queue.put({ ...row, ...Object.fromEntries(OPEN.map((name) => [name, entry[name] ?? row[name]])), after: entry.after });
    }
    await ended(write);
  }

  /* Leaving quickly, also without a connection: gone before the next page is there. */
  emptied() {
    if (!this.base) return;
    const all = this.base.transaction(["keys", "queue"], "readwrite");
    all.objectStore("keys").clear();
    all.objectStore("queue").clear();
    all.commit?.();
    this.base = null;
  }

  /* All of this owner's in this lane, oldest first. */
  async all() {
    if (!this.base) return [];
    const rows = await done(this.base.transaction("queue").objectStore("queue").getAll());
    const found = [];
    for (const row of rows.filter((one) => one.owner === this.owner && (one.lane ?? "") === this.lane)) {
      const what = await this.unsealed(row);
      if (what) found.push({ ...Object.fromEntries(OPEN.map((name) => [name, row[name]])), what });
    }
    return found.sort((a, b) => a.order - b.order);
  }

  async left() {
    const held = await navigator.locks?.query();
    const alive = new Set((held?.held ?? []).map((lock) => lock.name));
    return (await this.all()).filter((entry) => !alive.has(`feltwork-tab-${entry.tab}`));
  }

  async unsealed(row) {
    const additionalData = new TextEncoder().encode(row.change);
    try {
      const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData }, this.key, row.sealed);
      return JSON.parse(new TextDecoder().decode(clear));
    } catch {
      return null;
    }
  }
}
