/* Looks after the addresses of coursework: the network first, and what was kept on this device where there is none, or
   where it takes too long. It keeps nothing by itself; see shelf.js. */

const SHELF = "feltwork-lessons";
const PATIENCE = 6000; // milliseconds for a page that is kept here, before the kept one is shown

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || request.headers.has("range") || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const kept = await (await caches.open(SHELF)).match(request, { ignoreVary: true });
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const fresh = fetch(request).catch(() => null);
  return (await Promise.race([fresh, late])) ?? kept;
}
