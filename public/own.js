// What a member's telephone keeps for when there is no line: a lent key for entry codes, the next classes and the passes of whoever is
// signed in here, and of nobody else. It goes at sign-out, when the server says that nobody is signed in, when somebody else is, and
// by itself after a week. The page without a line (offline.html) shows it, and there classes can be asked for: they are sent from here
// as soon as there is a line, each once under the key that it was given there.
(() => {
  'use strict';
  const FRESH = 3 * 60_000;
  const LASTS = 7 * 24 * 60 * 60_000;
  const said = (name) => document.querySelector(`meta[name="${name}"]`)?.content || '';

  // News that no page has asked for: what became of a class, a newer version. It stays until it is put away, and is read out.
  const shelf = () => {
    let place = document.getElementById('own-news');
    if (!place) {
      place = document.createElement('div');
      place.id = 'own-news';
      place.className = 'no-print toast toast-center pointer-events-none bottom-24 z-40 w-full max-w-md px-4 lg:bottom-4';
      place.setAttribute('role', 'status');
      document.body.append(place);
    }
    return place;
  };
  const news = (id, text, button, act, gone) => {
    const place = shelf();
    if ([...place.children].some((row) => row.dataset.id === id)) return;
    const row = document.createElement('div');
    row.dataset.id = id;
    row.className = 'pointer-events-auto flex w-full items-center gap-3 rounded-box bg-neutral py-1.5 pr-2 pl-4 text-neutral-content shadow-pop';
    const words = document.createElement('span');
    words.className = 'min-w-0 flex-1 py-2 text-sm whitespace-normal';
    words.textContent = text;
    const close = () => {
      row.remove();
      if (gone) gone();
    };
    const press = document.createElement('button');
    press.type = 'button';
    press.className = 'btn btn-ghost btn-sm text-neutral-content hover:bg-neutral-content/10';
    press.textContent = button;
    press.addEventListener('click', () => (act ? act() : close()));
    row.append(words, press);
    place.append(row);
  };

  // A worker of a newer release waits until whoever reads this page lets it begin: the page is then loaded anew, never under their hands.
  const newer = async () => {
    if (!navigator.serviceWorker) return;
    const worker = await navigator.serviceWorker.getRegistration();
    if (!worker) return;
    const tell = () =>
      news('newer', said('spotter-newer'), said('spotter-reload'), () => {
        const next = worker.waiting; // whichever waits by now
        if (!next) return location.reload(); // another page has let it begin
        navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
        next.postMessage('begin');
      });
    const arrived = (next) => next.state === 'installed' && navigator.serviceWorker.controller && tell();
    if (worker.waiting) arrived(worker.waiting);
    worker.addEventListener('updatefound', () => {
      const next = worker.installing;
      if (next) next.addEventListener('statechange', () => arrived(next));
    });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && worker.update().catch(() => {}));
  };
  addEventListener('load', () => setTimeout(() => newer().catch(() => {}), 2_000));

  // without a secure address nothing is kept: no code could be made of it
  if (!window.indexedDB || !window.crypto || !crypto.subtle) return;

  const open = () =>
    new Promise((done, failed) => {
      const request = indexedDB.open('spotter-own', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('own');
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  const inStore = async (mode, work) => {
    const db = await open();
    try {
      return await new Promise((done, failed) => {
        const tx = db.transaction('own', mode);
        const request = work(tx.objectStore('own'));
        tx.oncomplete = () => done(request.result);
        tx.onerror = tx.onabort = () => failed(tx.error);
      });
    } finally {
      db.close();
    }
  };
  const badge = (n) => {
    if (!navigator.setAppBadge) return;
    (n > 0 ? navigator.setAppBadge(n) : navigator.clearAppBadge()).catch(() => {});
  };
  const forget = () => {
    badge(0);
    return new Promise((done) => {
      const request = indexedDB.deleteDatabase('spotter-own');
      request.onsuccess = request.onerror = request.onblocked = done;
    });
  };
  // A visitor's telephone gets no empty store.
  const there = async () => !indexedDB.databases || (await indexedDB.databases()).some((db) => db.name === 'spotter-own');

  // The key becomes one that can sign and cannot be read out again.
  const locked = async (pack) => {
    const raw = Uint8Array.from(atob(pack.key.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return { ...pack, key, ahead: Date.now() - pack.now, at: Date.now() };
  };

  let signingOut = false;
  let sending = false;
  // What was asked for without a line. Whatever the answer is, it is told until it is put away; what could not be sent stays.
  const send = async () => {
    const own = document.documentElement.dataset.own || '';
    if (sending || signingOut || !own || !(await there())) return;
    sending = true;
    try {
      const pack = await inStore('readonly', (all) => all.get('own'));
      const asked = (await inStore('readonly', (all) => all.get('asked'))) || [];
      if (!pack || pack.browser !== own || asked.length === 0) return;
      for (const one of asked) {
        if (!one.text) {
          const answer = await fetch('/api/book_asked', {
            method: 'POST', headers: { accept: 'application/json' }, cache: 'no-store',
            body: new URLSearchParams({ session: one.session, key: one.key, browser: own }),
          });
          if (answer.status === 401 || answer.status === 403) {
            await forget();
            asked.filter((other) => !other.text).forEach((other) => news(other.key, other.lost, said('spotter-close')));
            return;
          }
          if (answer.status === 429) return;
          // one that the club cannot answer now keeps none of the others; a class that is gone is answered with words
          if (answer.status >= 500 || answer.status === 404) continue;
          const done = answer.ok ? await answer.json() : { booked: false, text: one.lost };
          Object.assign(one, done);
          if (signingOut) return;
          await changeAsked((all) => all.map((other) => (other.key === one.key ? one : other)));
        }
        const away = () => changeAsked((all) => all.filter((other) => other.key !== one.key)).catch(() => {});
        news(one.key, one.text, said('spotter-close'), null, away);
      }
    } finally {
      sending = false;
    }
  };
  const changeAsked = async (change) => {
    if (!(await there())) return;
    const db = await open();
    try {
      await new Promise((done, failed) => {
        const tx = db.transaction('own', 'readwrite');
        const all = tx.objectStore('own');
        const now = all.get('asked');
        now.onsuccess = () => all.put(change(now.result || []), 'asked');
        tx.oncomplete = done;
        tx.onerror = tx.onabort = () => failed(tx.error);
      });
    } finally {
      db.close();
    }
  };
  const look = async () => {
    const own = document.documentElement.dataset.own || '';
    if (signingOut || (!own && !(await there()))) return;
    let pack = (await there()) ? await inStore('readonly', (all) => all.get('own')) : undefined;
    if (pack && Date.now() - pack.at > LASTS) {
      await forget();
      pack = undefined;
    }
    if (!own && !pack) return;
    // an old page of whoever was signed in before asks first who is signed in now: what is kept may be theirs
    const other = own && pack && pack.browser !== own;
    if (own && pack && !other && Date.now() - pack.at < FRESH) return badge(pack.unread);
    const answer = await fetch('/api/load_own', { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams(), cache: 'no-store' });
    if (answer.status === 401 || answer.status === 403) return forget();
    if (!answer.ok) return;
    const fresh = await locked(await answer.json());
    if (pack && fresh.browser !== pack.browser) await forget();
    if (signingOut || (own && fresh.browser !== own)) return;
    await inStore('readwrite', (all) => all.put(fresh, 'own'));
    badge(fresh.unread);
  };
  // without a line what is kept stays as it is
  const quietly = () =>
    look()
      .then(send)
      .catch(() => {});

  document.addEventListener(
    'submit',
    (event) => {
      if (!(event.target instanceof HTMLFormElement) || !event.target.action.endsWith('/api/sign_out')) return;
      signingOut = true;
      forget();
    },
    true,
  );
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && quietly());
  addEventListener('online', quietly);
  setInterval(() => document.visibilityState === 'visible' && quietly(), FRESH);
  if (document.readyState === 'complete') quietly();
  else addEventListener('load', quietly);
})();
