// Keeps the pages of the field for places without a network. VERSION, FILES and PAGES stand in front of this, see the server.
// It touches these pages, the passes that a camera opens, and the files of the pages; nothing else of the site.

const FILES_CACHE = `check-in-files-${VERSION}`;
const PAGES_CACHE = "check-in-pages";
const KEPT = PAGES.map((page) => new RegExp(page));
const PASS = /^\/(kk|ru|en)\/p\/([\w-]+)\/$/;
const PATIENCE = 4000;
// A pass opened so long after the end of the shift is none of its business any more.
const AFTER = 12 * 3600e3;

addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(FILES_CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" }))))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("check-in-files-") && name !== FILES_CACHE) await caches.delete(name);
    }
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const pass = url.pathname.match(PASS);
    if (pass) event.respondWith(openPass(request, pass[2]));
    else if (KEPT.some((page) => page.test(url.pathname))) event.respondWith(page(request, url));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(file(request));
  }
});

async function file(request) {
  return (await caches.match(request, { cacheName: FILES_CACHE, ignoreVary: true })) ?? fetch(request);
}

// The network first, for a few seconds; then what was kept, whatever stands behind the question mark.
async function page(request, url) {
  const pages = await caches.open(PAGES_CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok && !response.redirected && !url.search) await pages.put(url.pathname, response.clone());
    return response;
  } catch {
    const kept = await pages.match(url.pathname, { ignoreVary: true });
    return kept ?? fetch(request);
  }
}

// Whoever works at a desk scans for this desk, also with the phone's own camera.
async function openPass(request, secret) {
  const desk = await lastDesk().catch(() => null);
  if (!desk || Date.now() > Date.parse(desk.ends) + AFTER) return fetch(request);
  const address = `${desk.page}?pass=${encodeURIComponent(secret)}`;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
    return response.redirected ? Response.redirect(address, 302) : response;
  } catch {
    // The page itself stands under the address of the pass, and reads the pass there.
    const pages = await caches.open(PAGES_CACHE);
    return (await pages.match(desk.page, { ignoreVary: true })) ?? fetch(request);
  }
}

function lastDesk() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("check-in", 1);
    // Nothing was ever kept here: leave no empty database behind.
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const base = request.result;
      const found = base.transaction("desk").objectStore("desk").get("last");
      found.onsuccess = () => { base.close(); resolve(found.result ?? null); };
      found.onerror = () => reject(found.error);
    };
  });
}
