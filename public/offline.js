// The page without a line: what this telephone keeps of whoever is signed in on it, and an entry code that it makes by itself.
(() => {
  'use strict';
  const STEP = 15_000;
  const LASTS = 7 * 24 * 60 * 60_000;
  const $ = (id) => document.getElementById(id);

  const url64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  // The same as `make_own` in src/booking/code.rs.
  const codeOf = async (pack, step) => {
    const message = new DataView(new ArrayBuffer(8));
    message.setBigInt64(0, BigInt(step));
    const proof = new Uint8Array(await crypto.subtle.sign('HMAC', pack.key, message.buffer)).slice(0, 16);
    return `S2.${pack.browser}.${pack.until}.${step}.${url64(proof)}`;
  };

  // A QR code of version 5 with correction M, which holds up to 84 bytes: every code of ours.
  const SIDE = 37;
  const qr = (text) => {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > 84) throw new Error('too long');
    const bits = [0, 1, 0, 0];
    const push = (value, n) => {
      for (let i = n - 1; i >= 0; i--) bits.push((value >> i) & 1);
    };
    push(bytes.length, 8);
    for (const byte of bytes) push(byte, 8);
    for (let i = 0; i < 4 && bits.length < 86 * 8; i++) bits.push(0);
    while (bits.length % 8) bits.push(0);
    const data = [];
    for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(''), 2));
    for (let pad = 0xec; data.length < 86; pad ^= 0xec ^ 0x11) data.push(pad);

    const times = (a, b) => {
      let product = 0;
      for (let i = 7; i >= 0; i--) {
        product = (product << 1) ^ ((product >> 7) * 0x11d);
        if ((b >> i) & 1) product ^= a;
      }
      return product;
    };
    const divisor = new Array(24).fill(0);
    divisor[23] = 1;
    for (let i = 0, root = 1; i < 24; i++, root = times(root, 2)) {
      for (let j = 0; j < 24; j++) divisor[j] = times(divisor[j], root) ^ (divisor[j + 1] || 0);
    }
    const correction = (block) => {
      const rest = new Array(24).fill(0);
      for (const byte of block) {
        const factor = byte ^ rest.shift();
        rest.push(0);
        divisor.forEach((d, i) => (rest[i] ^= times(d, factor)));
      }
      return rest;
    };
    const blocks = [data.slice(0, 43), data.slice(43)];
    const corrections = blocks.map(correction);
    const words = [];
    for (let i = 0; i < 43; i++) for (const block of blocks) words.push(block[i]);
    for (let i = 0; i < 24; i++) for (const rest of corrections) words.push(rest[i]);

    const dark = Array.from({ length: SIDE }, () => new Array(SIDE).fill(false));
    const fixed = Array.from({ length: SIDE }, () => new Array(SIDE).fill(false));
    const set = (x, y, on) => {
      dark[y][x] = on;
      fixed[y][x] = true;
    };
    for (let i = 0; i < SIDE; i++) {
      set(6, i, i % 2 === 0);
      set(i, 6, i % 2 === 0);
    }
    for (const [cx, cy] of [[3, 3], [SIDE - 4, 3], [3, SIDE - 4]]) {
      for (let dy = -4; dy <= 4; dy++) {
        for (let dx = -4; dx <= 4; dx++) {
          const far = Math.max(Math.abs(dx), Math.abs(dy));
          const [x, y] = [cx + dx, cy + dy];
          if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) set(x, y, far !== 2 && far !== 4);
        }
      }
    }
    for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) set(30 + dx, 30 + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    const format = (mask) => {
      let rest = mask; // correction M is 00
      for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
      const value = ((mask << 10) | rest) ^ 0x5412;
      const bit = (i) => ((value >> i) & 1) === 1;
      for (let i = 0; i <= 5; i++) set(8, i, bit(i));
      set(8, 7, bit(6));
      set(8, 8, bit(7));
      set(7, 8, bit(8));
      for (let i = 9; i < 15; i++) set(14 - i, 8, bit(i));
      for (let i = 0; i < 8; i++) set(SIDE - 1 - i, 8, bit(i));
      for (let i = 8; i < 15; i++) set(8, SIDE - 15 + i, bit(i));
      set(8, SIDE - 8, true);
    };
    format(0);
    let n = 0;
    for (let right = SIDE - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let up = 0; up < SIDE; up++) {
        for (let j = 0; j < 2; j++) {
          const x = right - j;
          const y = ((right + 1) & 2) === 0 ? SIDE - 1 - up : up;
          if (!fixed[y][x] && n < words.length * 8) {
            dark[y][x] = ((words[n >> 3] >> (7 - (n & 7))) & 1) === 1;
            n++;
          }
        }
      }
    }
    const MASKS = [
      (x, y) => (x + y) % 2 === 0,
      (x, y) => y % 2 === 0,
      (x) => x % 3 === 0,
      (x, y) => (x + y) % 3 === 0,
      (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
      (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
      (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
      (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
    ];
    const flip = (mask) => {
      for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) if (!fixed[y][x] && MASKS[mask](x, y)) dark[y][x] = !dark[y][x];
    };
    // long runs and large squares are hard to read: the mask with the fewest of them
    const ugly = () => {
      let sum = 0;
      for (let a = 0; a < SIDE; a++) {
        for (const at of [(b) => dark[a][b], (b) => dark[b][a]]) {
          let run = 1;
          for (let b = 1; b <= SIDE; b++) {
            if (b < SIDE && at(b) === at(b - 1)) run++;
            else {
              if (run >= 5) sum += run - 2;
              run = 1;
            }
          }
        }
      }
      for (let y = 1; y < SIDE; y++)
        for (let x = 1; x < SIDE; x++) if (dark[y][x] === dark[y - 1][x] && dark[y][x] === dark[y][x - 1] && dark[y][x] === dark[y - 1][x - 1]) sum += 3;
      return sum;
    };
    let best = [Infinity, 0];
    for (let mask = 0; mask < 8; mask++) {
      format(mask);
      flip(mask);
      const found = ugly();
      if (found < best[0]) best = [found, mask];
      flip(mask);
    }
    format(best[1]);
    flip(best[1]);
    let path = '';
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const start = x;
        while (x < SIDE && dark[y][x]) x++;
        if (x > start) path += `M${start + 4} ${y + 4}h${x - start}v1h-${x - start}z`;
      }
    }
    return path;
  };

  const change = (db, work) =>
    new Promise((done, failed) => {
      const tx = db.transaction('own', 'readwrite');
      const all = tx.objectStore('own');
      const now = all.get('asked');
      now.onsuccess = () => all.put(work(now.result || []), 'asked');
      tx.oncomplete = done;
      tx.onerror = tx.onabort = () => failed(tx.error);
    });
  // What was asked for and is not answered yet; with `work` it is changed first.
  const askedFor = (work) =>
    new Promise((done, failed) => {
      const request = indexedDB.open('spotter-own');
      request.onupgradeneeded = () => request.transaction.abort();
      request.onerror = () => failed(request.error);
      request.onsuccess = async () => {
        const db = request.result;
        try {
          if (work) await change(db, work);
          const found = db.transaction('own', 'readonly').objectStore('own').get('asked');
          found.onsuccess = () => done((found.result || []).filter((one) => !one.text));
          found.onerror = () => failed(found.error);
        } catch (error) {
          failed(error);
        } finally {
          db.close();
        }
      };
    });

  const read = async () => {
    if (indexedDB.databases && !(await indexedDB.databases()).some((db) => db.name === 'spotter-own')) return null;
    return new Promise((done) => {
      const request = indexedDB.open('spotter-own');
      // nobody was signed in here: nothing is left behind by looking
      request.onupgradeneeded = () => request.transaction.abort();
      request.onerror = () => done(null);
      request.onsuccess = () => {
        const db = request.result;
        const tx = db.transaction('own', 'readonly').objectStore('own').get('own');
        tx.onsuccess = () => {
          db.close();
          done(tx.result || null);
        };
        tx.onerror = () => done(null);
      };
    });
  };
  const forget = () =>
    new Promise((done) => {
      const request = indexedDB.deleteDatabase('spotter-own');
      request.onsuccess = request.onerror = request.onblocked = done;
    });

  const fill = (list, line, rows, names) => {
    $(list).replaceChildren(
      ...rows.map((row) => {
        const copy = $(line).content.cloneNode(true);
        names.forEach((name, i) => (copy.querySelector(`[data-${name}]`).textContent = row[i]));
        return copy;
      }),
    );
  };

  // A class may be asked for here; that it is not booked before there is a line is said beside it.
  const classes = async (pack) => {
    const { words } = pack;
    const now = Date.now() - pack.ahead;
    const asked = await askedFor();
    const row = (template, values, label, act) => {
      const copy = $(template).content.cloneNode(true);
      for (const [name, text] of Object.entries(values)) copy.querySelector(`[data-${name}]`).textContent = text;
      const button = copy.querySelector('button');
      button.textContent = label;
      button.setAttribute('aria-label', `${label}: ${values.what}, ${values.when}`);
      button.addEventListener('click', async () => {
        button.disabled = true;
        await act();
        await classes(pack);
        $('own-asked-head').parentElement.hidden ? $('own-later-head').focus() : $('own-asked-head').focus();
      });
      return copy;
    };
    const open = (pack.classes || []).filter((one) => one.starts > now && !asked.some((other) => other.session === one.session));
    $('own-asked').replaceChildren(
      ...asked.map((one) =>
        row('own-class', { when: one.when, what: one.name, where: words.unsent }, words.take_back, () =>
          askedFor((all) => all.filter((other) => other.key !== one.key)),
        ),
      ),
    );
    $('own-later').replaceChildren(
      ...open.map((one) =>
        row('own-class', { when: one.when, what: one.name, where: one.place }, words.ask, () =>
          askedFor((all) => [...all, { session: one.session, key: crypto.randomUUID(), name: one.name, when: one.when, lost: words.lost.replace('{name}', one.name) }]),
        ),
      ),
    );
    $('own-asked-head').parentElement.hidden = asked.length === 0;
    $('own-later-head').parentElement.hidden = open.length === 0;
  };

  const begin = async () => {
    const pack = await read();
    if (!pack) return;
    if (Date.now() - pack.at > LASTS) return forget();
    const { words } = pack;
    document.documentElement.lang = pack.lang;
    document.title = `${words.title} · Spotter`;
    for (const [id, text] of [
      ['own-title', words.title], ['own-as-of', words.as_of], ['own-name', pack.name], ['own-number', pack.number],
      ['own-bookings-head', words.bookings], ['own-none', words.no_bookings], ['own-passes-head', words.passes], ['own-forget', words.forget],
      ['own-stale', words.stale],
      ['own-later-head', words.later], ['own-later-note', words.later_note], ['own-asked-head', words.asked],
    ]) $(id).textContent = text;
    $('own-picture').setAttribute('aria-label', words.code);
    fill('own-bookings', 'own-booking', pack.bookings, ['when', 'what', 'where']);
    fill('own-passes', 'own-pass', pack.passes, ['what', 'left']);
    $('own-none').hidden = pack.bookings.length > 0;
    $('own-passes-head').hidden = pack.passes.length === 0;
    if (words.ask) await classes(pack);
    $('own').hidden = false;
    $('nobody').hidden = true;
    $('own-forget').addEventListener('click', async () => {
      await forget();
      location.reload();
    });
    let shown = 0;
    const tick = async () => {
      const now = Date.now() - pack.ahead;
      const step = Math.floor(now / STEP);
      const stale = step > pack.until;
      $('own-stale').hidden = !stale;
      $('own-code').hidden = stale;
      if (stale) return;
      $('own-next').textContent = words.next.replace('{n}', Math.ceil((STEP - (now % STEP)) / 1000));
      if (step === shown) return;
      shown = step;
      const code = await codeOf(pack, step);
      $('own-path').setAttribute('d', qr(code));
      $('own-picture').dataset.code = code;
    };
    await tick();
    setInterval(() => tick().catch(() => {}), 1_000);
    document.addEventListener('visibilitychange', () => tick().catch(() => {}));
  };
  // The line may be back before the club can be reached: then this page came again, and tries again, less and less often.
  const TRIES = 'offline-tries';
  const again = () => location.pathname !== '/offline.html' && location.reload();
  addEventListener('online', () => {
    sessionStorage.removeItem(TRIES);
    again();
  });
  if (navigator.onLine) {
    const tries = Number(sessionStorage.getItem(TRIES) || 0);
    sessionStorage.setItem(TRIES, tries + 1);
    setTimeout(again, Math.min(2_000 * 2 ** tries, 60_000));
  }
  begin().catch(() => {});
})();
