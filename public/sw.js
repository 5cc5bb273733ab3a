// The shell, the public timetable and the tablet's page without a line, and nothing else: no signed-in page, no answer of a server function and nothing
// marked private is ever kept, so that nobody finds another's data after signing out.
const SHELL = 'spotter-shell-4';
const KEPT = 'spotter-kept-2';
const FILES = ['/icon.svg', '/manifest.webmanifest', '/pkg/spotter.css', '/offline.html', '/offline.js'];
// Files and days that were seen: the latest of them. A release brings new modules, and every day is an address of its own.
const MOST = 120;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)));
});

// The first one begins at once. One of a newer release waits until a page says so, or until no page is open any more.
self.addEventListener('message', (event) => event.data === 'begin' && self.skipWaiting());

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => ![SHELL, KEPT].includes(name)).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const keepable = (response) => {
  const rule = response.headers.get('cache-control') || '';
  return response.ok && response.type === 'basic' && !/no-store|private/.test(rule);
};

// What is written again goes to the end, so that the first are those that nobody has asked for the longest.
async function keep(request, response) {
  const shell = FILES.includes(new URL(request.url).pathname);
  const cache = await caches.open(shell ? SHELL : KEPT);
  await cache.put(request, response);
  if (shell) return;
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((old) => cache.delete(old)));
}

// The network first, so that nobody looks at old seats while there is a line; what came is kept for when there is none.
async function fresh(event, fallback) {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (keepable(response)) event.waitUntil(keep(request, response.clone()));
    return response;
  } catch (error) {
    const kept = (await caches.match(request)) || (fallback && (await caches.match(fallback)));
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/live/')) return;
  // the tablet's page and scripts are the same for everybody, and are kept where they are used
  const file = url.pathname.startsWith('/pkg/') || FILES.includes(url.pathname) || ['/kiosk', '/kiosk.js', '/camera.js', '/own.js'].includes(url.pathname);
  if (file) {
    event.respondWith(fresh(event, request.mode === 'navigate' ? '/offline.html' : undefined));
  } else if (request.mode === 'navigate') {
    // Only the public timetable may be kept; every other page falls back to the words that say so.
    event.respondWith(url.pathname === '/' ? fresh(event, '/offline.html') : fetch(request).catch(() => caches.match('/offline.html')));
  }
});
