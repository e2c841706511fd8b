// Keeps the escort's page and its files where there is no signal. Only this page's
// addresses are looked at; what is sent goes to the server or stays on the telephone.
const FILES = {{ files|safe }};
const KEPT = "board";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function page(request) {
  const cache = await caches.open(KEPT);
  const url = new URL(request.url);
  const waited = new Promise((_, fail) => setTimeout(fail, 6000));
  try {
    const answer = await Promise.race([fetch(request), waited]);
    if (answer.ok && !answer.redirected && /^\/board\/\d+$/.test(url.pathname)) {
      await cache.put(url.pathname, answer.clone());
    }
    if (answer.status === 410) await cache.delete(url.pathname);
    // A browser that was killed may have lost its cookie: its notes are still here.
    return (answer.status === 404 && (await cache.match(url.pathname))) || answer;
  } catch {
    const kept = await cache.match(url.pathname);
    if (kept) return kept;
    // The link itself was opened: show the coach that was loaded last.
    const pages = (await cache.keys()).filter((each) =>
      /^\/board\/\d+$/.test(new URL(each.url).pathname),
    );
    return pages.length ? Response.redirect(pages[pages.length - 1].url) : Response.error();
  }
}

async function file(request) {
  const cache = await caches.open(KEPT);
  // What a kept file itself imports has no version in its address: the last is meant.
  const ignoreSearch = !new URL(request.url).search;
  const kept = await cache.matchAll(request, { ignoreSearch });
  return kept.pop() || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(file(request));
});
