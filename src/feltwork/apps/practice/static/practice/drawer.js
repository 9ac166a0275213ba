/* The queue of what has not reached the server, on this device: survives a crash and a lost connection.
   Every entry is sealed by a key that scripts can use and nobody can read out; signing out empties all of it, and so
   does somebody else signing in. Without WebCrypto or storage the queue lives as long as the page does. */

const NAME = "feltwork-keeping";
const OPEN = ["change", "owner", "url", "tab", "item", "seen", "after", "order", "refused"]; // ids and numbers only

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
  constructor(owner) {
    this.owner = owner;
    this.base = null;
    this.key = null;
  }

  /* False where nothing can be kept on this device. */
  async open() {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return false;
    try {
      this.base = await opened();
      await this.forgetOthers();
      this.key = await this.findKey();
      return true;
    } catch {
      this.base = null;
      return false;
    }
  }

  async forgetOthers() {
    const keys = await done(this.base.transaction("keys").objectStore("keys").getAllKeys());
    if (keys.every((owner) => owner === this.owner)) return;
    const all = this.base.transaction(["keys", "queue"], "readwrite");
    all.objectStore("keys").clear();
    all.objectStore("queue").clear();
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
    write.objectStore("queue").put({ ...row, owner: this.owner, iv, sealed });
    await ended(write);
  }

  /* What came back from the server and what followed from it change together, or not at all. */
  async settle(gone, changed) {
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

  async all() {
    if (!this.base) return [];
    const rows = await done(this.base.transaction("queue").objectStore("queue").getAll());
    const found = [];
    for (const row of rows) {
      const what = await this.unsealed(row);
      if (what) found.push({ ...Object.fromEntries(OPEN.map((name) => [name, row[name]])), what });
    }
    return found.sort((a, b) => a.order - b.order);
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
