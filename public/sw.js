// The shell and the public timetable without a line, and nothing else: no signed-in page, no answer of a server function and nothing
// marked private is ever kept, so that nobody finds another's data after signing out.
const CACHE = 'spotter-1';
const SHELL = ['/icon.svg', '/manifest.webmanifest', '/pkg/spotter.css', '/offline.html'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const keepable = (response) => {
  const rule = response.headers.get('cache-control') || '';
  return response.ok && response.type === 'basic' && !/no-store|private/.test(rule);
};

// The network first, so that nobody looks at old seats while there is a line; what came is kept for when there is none.
async function fresh(request, fallback) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (keepable(response)) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = (await cache.match(request)) || (fallback && (await cache.match(fallback)));
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/live/')) return;
  const file = url.pathname.startsWith('/pkg/') || SHELL.includes(url.pathname);
  if (file) {
    event.respondWith(fresh(request));
  } else if (request.mode === 'navigate') {
    // Only the public timetable may be kept; every other page falls back to the words that say so.
    event.respondWith(url.pathname === '/' ? fresh(request, '/offline.html') : fetch(request).catch(() => caches.match('/offline.html')));
  }
});
