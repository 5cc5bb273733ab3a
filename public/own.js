// What a member's telephone keeps for when there is no line: a lent key for entry codes, the next classes and the passes of whoever is
// signed in here, and of nobody else. It goes at sign-out, when the server says that nobody is signed in, when somebody else is, and
// by itself after a week. The page without a line (offline.html) shows it.
(() => {
  'use strict';
  const FRESH = 3 * 60_000;
  const LASTS = 7 * 24 * 60 * 60_000;
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
  const look = async () => {
    const own = document.documentElement.dataset.own || '';
    if (signingOut || (!own && !(await there()))) return;
    let pack = (await there()) ? await inStore('readonly', (all) => all.get('own')) : undefined;
    if (pack && ((own && pack.browser !== own) || Date.now() - pack.at > LASTS)) {
      await forget();
      pack = undefined;
    }
    if (!own && !pack) return;
    if (own && pack && Date.now() - pack.at < FRESH) return badge(pack.unread);
    const answer = await fetch('/api/load_own', { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams(), cache: 'no-store' });
    if (answer.status === 401 || answer.status === 403) return forget();
    if (!answer.ok) return;
    const fresh = await locked(await answer.json());
    if (signingOut || (own && fresh.browser !== own)) return;
    await inStore('readwrite', (all) => all.put(fresh, 'own'));
    badge(fresh.unread);
  };
  const quietly = () => look().catch(() => {}); // without a line what is kept stays as it is

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
  setInterval(() => document.visibilityState === 'visible' && quietly(), FRESH);
  quietly();
})();
