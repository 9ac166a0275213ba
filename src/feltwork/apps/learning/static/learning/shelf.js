/* Lessons kept on this device, to be read without a connection. Only what somebody asked for is kept: the page, its
   styles, scripts and figures. Whoever signs in next on this device finds none of it. */

export const SHELF = "feltwork-lessons";
const OWNER = "/feltwork-lessons-owner";

export class Shelf {
  constructor(form) {
    this.words = form.dataset;
    this.form = form;
    this.block = document.querySelector("[data-offline]");
    this.button = this.block?.querySelector("[data-keep]");
  }

  async start() {
    if (!this.block || !isSecureContext || !("serviceWorker" in navigator) || !globalThis.caches) return;
    addEventListener("feltwork:leave", () => caches.delete(SHELF));
    if (!navigator.onLine) return this.show(true); // whoever reads it now without a connection has kept it
    await this.forgetOthers();
    await this.show();
    this.button.addEventListener("click", () => this.turn());
    this.form.addEventListener("learning:shown", () => this.isHere && this.put([location.pathname]));
  }

  async show(isHere = null) {
    const shelf = await caches.open(SHELF);
    this.isHere = isHere ?? Boolean(await shelf.match(location.pathname, { ignoreVary: true }));
    this.button.setAttribute("aria-pressed", String(this.isHere));
    this.block.hidden = false;
  }

  async turn() {
    this.button.disabled = true;
    try {
      if (this.isHere) await this.drop();
      else await this.take();
      await this.show();
      this.block.querySelector("[data-offline-said]").textContent = this.isHere ? this.words.here : this.words.gone;
    } finally {
      this.button.disabled = false;
    }
  }

  async take() {
    await navigator.serviceWorker.register(this.words.worker);
    await navigator.serviceWorker.ready;
    await this.put(this.needed());
  }

  async put(addresses) {
    const shelf = await caches.open(SHELF);
    await shelf.put(OWNER, new Response(this.words.owner));
    await Promise.all(addresses.map(async (address) => {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) await shelf.put(address, answer);
    }));
  }

  async drop() {
    const shelf = await caches.open(SHELF);
    await shelf.delete(location.pathname, { ignoreVary: true });
  }

  /* The page, the page of its course, and what both are drawn with; videos stay where they are. */
  needed() {
    const pages = [location.pathname, document.querySelector("a.p-backlink")?.pathname];
    const drawn = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"]')].map((one) => one.href);
    const loaded = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.split("?")[0].endsWith(".js"));
    const figures = [...document.querySelectorAll("img")].map((one) => one.currentSrc || one.src);
    const own = (address) => address && new URL(address, location.href).origin === location.origin;
    return [...new Set([...pages, ...drawn, ...loaded, ...figures].filter(own))];
  }

  async forgetOthers() {
    const shelf = await caches.open(SHELF);
    const owner = await shelf.match(OWNER);
    if (owner && (await owner.text()) !== this.words.owner) await caches.delete(SHELF);
  }
}
