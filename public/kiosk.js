// The tablet at the door. Every scan is written down with a key and the tablet's time before anything is shown, and stays until the
// server has answered: a reload, an empty battery or a day without a line loses nothing, and what is sent twice is one row there.
// "In" is green and is the server's word alone; without a line the tablet says amber, "not checked yet", or red, where it knows by itself.
(() => {
  'use strict';
  const STEP = 15_000; // a code's life in milliseconds
  const SHOWN = { verified: 5_000, provisional: 6_000, rejected: 8_000 };
  const AT_ONCE = 50;
  const PATIENCE = 2_500; // so long somebody at the door waits for the server
  const AGAIN = 5_000;
  const DAY = 24 * 60 * 60 * 1000;
  const $ = (id) => document.getElementById(id);
  const lang = document.documentElement.lang;

  // ---- what is kept

  let store = null; // without one only what is answered at once is let in
  const opened = new Promise((done) => {
    try {
      const request = indexedDB.open('spotter-kiosk', 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore('scans', { keyPath: 'key' });
        request.result.createObjectStore('kept');
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(null);
    } catch {
      done(null);
    }
  });
  // Resolves when it is on the disk, not when it was asked for.
  const inStore = (name, mode, work) =>
    new Promise((done, failed) => {
      const tx = store.transaction(name, mode, mode === 'readwrite' ? { durability: 'strict' } : {});
      const request = work(tx.objectStore(name));
      tx.oncomplete = () => done(request && request.result);
      tx.onerror = tx.onabort = () => failed(tx.error);
    });
  const put = (scan) => inStore('scans', 'readwrite', (scans) => scans.put(scan));
  const drop = (keys) =>
    inStore('scans', 'readwrite', (scans) => {
      for (const key of keys) scans.delete(key);
    });
  const keep = (name, value) => store && inStore('kept', 'readwrite', (kept) => kept.put(value, name)).catch(() => {});
  const kept = (name) => (store ? inStore('kept', 'readonly', (all) => all.get(name)) : Promise.resolve(undefined));

  const scans = new Map(); // everything that is in the store, by key
  let screen = null; // what the server said of this tablet last
  let paired = null; // true, false, or not known yet
  let online = null;
  let skew = 0; // this clock against the server's, in milliseconds

  const key = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((n) => n.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
  const clockOf = (ms) => {
    const at = new Date(ms - skew + (screen ? screen.offset : -new Date().getTimezoneOffset()) * 60_000);
    return at.toISOString().slice(11, 16);
  };

  // ---- the server

  const ask = async (endpoint, fields, patience) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      return await fetch(`/api/${endpoint}`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams(fields),
        signal: stop.signal,
        cache: 'no-store',
      });
    } finally {
      clearTimeout(timer);
    }
  };
  const setOnline = (now) => {
    if (online === now) return;
    online = now;
    draw();
  };
  // Of whoever was signed in here before it became a tablet nothing stays.
  const forgetOwn = () => {
    try {
      indexedDB.deleteDatabase('spotter-own');
    } catch {
      // there is no store at all
    }
  };
  const unpair = () => {
    paired = false;
    // nor does it show its place again after a reload without a line
    keep('screen', undefined);
    draw();
  };

  const look = async () => {
    try {
      const begun = Date.now();
      const answer = await ask('load_kiosk', {}, 10_000);
      if (answer.status === 401) {
        setOnline(true);
        return unpair();
      }
      if (!answer.ok) return setOnline(false);
      screen = await answer.json();
      const now = Date.now();
      skew = Math.round(now - (now - begun) / 2 - screen.now);
      paired = true;
      await keep('screen', { screen, skew });
      setOnline(true);
      draw();
      flush();
    } catch {
      setOnline(false);
    }
  };

  const fieldsOf = (some) => {
    const fields = [['now', String(Date.now())], ['skew', String(skew)], ['lang', lang]];
    some.forEach((scan, i) => {
      for (const name of ['key', 'at', 'code', 'thought', 'place']) fields.push([`scans[${i}][${name}]`, String(scan[name])]);
    });
    return fields;
  };
  // True when the server has answered for all of them.
  const send = async (some, patience) => {
    if (navigator.onLine === false) {
      setOnline(false);
      return false;
    }
    try {
      const answer = await ask('sync_scans', fieldsOf(some), patience);
      if (answer.status === 401) {
        setOnline(true);
        unpair();
        return false;
      }
      if (!answer.ok) {
        if (answer.status >= 500) setOnline(false);
        return false;
      }
      const said = await answer.json();
      setOnline(true);
      for (const word of said) {
        const scan = scans.get(word.key);
        if (!scan) continue;
        Object.assign(scan, { state: word.state, title: word.title, text: word.text, clock: word.clock, code: '' });
        if (store) await put(scan);
      }
      return true;
    } catch {
      setOnline(false);
      return false;
    }
  };

  const waiting = () => [...scans.values()].filter((scan) => scan.state === 'waiting').sort((a, b) => a.at - b.at);
  let flushing = false;
  const flush = async () => {
    if (flushing || paired === false) return;
    flushing = true;
    try {
      // what is being asked at this moment is left to whoever asks
      let left = waiting().filter((scan) => !asking.has(scan.key));
      while (left.length > 0) {
        const some = left.slice(0, AT_ONCE);
        left = left.slice(AT_ONCE);
        if (!(await send(some, 30_000))) break;
        counts();
      }
    } finally {
      flushing = false;
      counts();
    }
  };

  // ---- a scan

  // What the tablet knows without the server; nothing: it may be good.
  const wrong = (scan) => {
    const form = /^S([12])\.([\w-]{22})\.(?:(\d+)\.)?(\d+)\.([\w-]{22})$/.exec(scan.code);
    if (!form || (form[1] === '2') !== (form[3] !== undefined)) return { text: $('words').dataset.unknown };
    const step = Number(form[4]);
    const now = Math.floor((scan.at - skew) / STEP);
    // a tablet that has never heard the server's clock does not judge by its own
    if (screen && (step < now - 1 || step > Math.floor((scan.at - skew + 5_000) / STEP))) return { text: $('words').dataset.old };
    const same = [...scans.values()].find((other) => other.key !== scan.key && other.mark === `${form[2]}.${step}` && other.state !== 'rejected');
    scan.mark = `${form[2]}.${step}`;
    if (same) {
      const text = $('words').dataset.here.replace('{time}', clockOf(same.at));
      return { title: $('words').dataset.used, text };
    }
    return null;
  };

  const asking = new Set();
  const scanned = async (text) => {
    const code = text.trim().slice(0, 200);
    if (!code || paired !== true) return;
    const scan = { key: key(), at: Date.now(), code, thought: 'live', place: screen ? screen.location : '', state: 'waiting' };
    const no = wrong(scan);
    const thought = no ? 'rejected' : 'provisional';
    const asks = online !== false && navigator.onLine !== false;
    if (!asks) scan.thought = thought;
    asking.add(scan.key);
    scans.set(scan.key, scan);
    try {
      if (store) await put(scan);
      if (asks && (await send([scan], PATIENCE))) return show(scan.state, scan.title, scan.text);
      if (paired === false) return;
      if (!store) {
        scans.delete(scan.key);
        return show('rejected');
      }
      if (scan.thought !== thought) await put(Object.assign(scan, { thought }));
      if (no) show('rejected', no.title, no.text);
      else show('provisional');
    } catch {
      // the store is full or gone: nobody is told that this was noted
      scans.delete(scan.key);
      $('not-stored').hidden = false;
      show('rejected');
    } finally {
      asking.delete(scan.key);
      counts();
    }
  };

  // ---- what is seen and heard

  let hide = 0;
  const show = (state, title, text) => {
    const kind = state === 'verified' || state === 'provisional' ? state : 'rejected';
    const answer = $(`answer-${kind}`).content.cloneNode(true);
    answer.firstElementChild.dataset.state = state;
    if (title) answer.querySelector('[data-title]').textContent = title;
    if (text) answer.querySelector('[data-text]').textContent = text;
    $('answer').replaceChildren(answer);
    $('idle').hidden = true;
    sound(kind);
    clearTimeout(hide);
    hide = setTimeout(() => {
      $('answer').replaceChildren();
      $('idle').hidden = paired !== true;
      focus();
    }, SHOWN[kind]);
    focus();
  };

  let muted = false;
  let audio = null;
  const wake = () => {
    if (audio || !window.AudioContext) return;
    audio = new AudioContext();
  };
  const TONES = { verified: [[660, 0, 0.12], [990, 0.12, 0.22]], provisional: [[520, 0, 0.14], [520, 0.24, 0.14]], rejected: [[220, 0, 0.5]] };
  const sound = (kind) => {
    if (muted || !audio || audio.state !== 'running') return;
    for (const [pitch, after, length] of TONES[kind]) {
      const [tone, loud] = [audio.createOscillator(), audio.createGain()];
      const from = audio.currentTime + after;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.25, from);
      loud.gain.exponentialRampToValueAtTime(0.001, from + length);
      tone.connect(loud).connect(audio.destination);
      tone.start(from);
      tone.stop(from + length);
    }
  };
  const drawSound = () => {
    $('sound').setAttribute('aria-pressed', String(!muted));
    document.querySelector('[data-sound=on]').hidden = muted;
    document.querySelector('[data-sound=off]').hidden = !muted;
  };

  const counts = () => {
    const today = [...scans.values()].filter((scan) => Date.now() - scan.at < DAY || scan.state === 'waiting');
    const of = (...states) => today.filter((scan) => states.includes(scan.state)).length;
    const say = (id, n) => {
      $(id).textContent = $(id).dataset.text.replace('{n}', n);
    };
    say('count-in', of('verified'));
    say('count-waiting', of('waiting'));
    say('count-no', of('duplicate', 'rejected'));
    say('kept', of('waiting'));
    $('kept').hidden = of('waiting') === 0;
    const refused = today.filter((scan) => ['duplicate', 'rejected'].includes(scan.state)).sort((a, b) => b.at - a.at);
    $('refused-none').hidden = refused.length > 0;
    $('refused').hidden = refused.length === 0;
    $('refused').replaceChildren(
      ...refused.slice(0, 100).map((scan) => {
        const line = $('refused-line').content.cloneNode(true);
        line.querySelector('[data-clock]').textContent = scan.clock || clockOf(scan.at);
        line.querySelector('[data-title]').textContent = scan.title || '';
        line.querySelector('[data-text]').textContent = scan.text || '';
        return line;
      }),
    );
  };

  const draw = () => {
    $('pairing').hidden = paired !== false;
    $('screen').hidden = paired !== true;
    document.querySelector('[data-line=on]').hidden = online !== true || paired !== true;
    document.querySelector('[data-line=off]').hidden = online !== false;
    if (screen && paired) {
      $('place').textContent = screen.place;
      const lines = screen.classes.map((next) => {
        const line = $('class-line').content.cloneNode(true);
        line.querySelector('[data-start]').textContent = next.start;
        line.querySelector('[data-name]').textContent = next.name;
        line.querySelector('[data-room]').textContent = next.room;
        return line;
      });
      $('next-head').hidden = lines.length === 0;
      $('classes').replaceChildren(...lines);
    }
    counts();
    tick();
    if (paired === true) focus();
  };
  const tick = () => {
    $('clock').textContent = clockOf(Date.now());
  };
  // The scanner types where the focus is; whoever is in the list below keeps it.
  const focus = () => {
    const here = document.activeElement;
    if (paired === true && (!here || here === document.body || here.id === 'main' || here.id === 'code')) $('code').focus({ preventScroll: true });
  };

  // ---- the camera

  const WIDE = 640; // as much of a picture as a code needs
  const LOOK = 200; // between two pictures, in milliseconds
  const FAILS = 5; // so many pictures in a row that cannot be read are no accident
  const TRY_AGAIN = 60_000;
  const READER = ['/camera.js', '/pkg/reader.js', '/pkg/reader_bg.wasm'];

  // What the browser reads codes with, when it can.
  const ownReader = async () => {
    const formats = window.BarcodeDetector ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
    if (!formats.includes('qr_code')) return null;
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return {
      open: async () => {},
      read: async (video) => (await detector.detect(video)).map((found) => found.rawValue),
      close: () => {},
    };
  };

  // What every other browser reads them with: a module in a worker of its own. One that has failed or is silent is ended, and the next
  // picture gets a new one.
  const lentReader = () => {
    const canvas = document.createElement('canvas');
    let worker = null;
    let giveUp = null; // tells whoever waits for an answer that none comes
    const close = () => {
      if (worker) worker.terminate();
      const waits = giveUp;
      [worker, giveUp] = [null, null];
      if (waits) waits();
    };
    const answer = (patience) =>
      new Promise((done, failed) => {
        const timer = setTimeout(close, patience);
        giveUp = () => {
          clearTimeout(timer);
          failed(new Error('the reader has failed'));
        };
        worker.onerror = (event) => {
          event.preventDefault();
          close();
        };
        worker.onmessage = ({ data }) => {
          if (!data) return close();
          clearTimeout(timer);
          giveUp = null;
          done(data);
        };
      });
    const open = async () => {
      if (worker) return;
      worker = new Worker('/camera.js', { type: 'module' });
      await answer(30_000);
    };
    const read = async (video) => {
      const scale = Math.min(1, WIDE / Math.max(video.videoWidth, video.videoHeight));
      const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      pen.drawImage(video, 0, 0, width, height);
      const { data } = pen.getImageData(0, 0, width, height);
      const grey = new Uint8Array(width * height);
      for (let i = 0; i < grey.length; i++) grey[i] = (data[4 * i] * 77 + data[4 * i + 1] * 150 + data[4 * i + 2] * 29) >> 8;
      await open();
      worker.postMessage({ grey, width }, [grey.buffer]);
      return answer(5_000);
    };
    return { open, read, close };
  };

  let stream = null;
  let reader = null;
  let lent = false; // whether this browser needs the module
  const seen = new Map(); // when each text was taken from a picture
  const note = (word) => {
    $('camera-note').textContent = word ? $('camera-note').dataset[word] : '';
  };
  const stopCamera = (word) => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    reader.close();
    $('camera').srcObject = null;
    $('camera').hidden = true;
    $('camera-off').hidden = true;
    $('camera-on').hidden = false;
    note(word);
  };
  // Why there is no picture.
  const whyNot = (name) => {
    if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
    return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'busy';
  };
  const watch = async (mine, failed) => {
    if (stream !== mine) return;
    const begun = performance.now();
    // nobody stands before a page that is not seen
    if (document.visibilityState === 'visible' && $('camera').readyState >= 2) {
      try {
        const texts = await reader.read($('camera'));
        failed = 0;
        if (stream !== mine) return;
        for (const text of texts) {
          // the same code stands in front of the camera for many pictures
          if (Date.now() - (seen.get(text) || 0) < 2 * STEP) continue;
          for (const [old, at] of seen) if (Date.now() - at >= 2 * STEP) seen.delete(old);
          seen.set(text, Date.now());
          scanned(text);
        }
      } catch {
        failed++;
      }
    }
    if (stream !== mine) return;
    if (failed >= FAILS) {
      if (lent) return stopCamera('reader');
      // it says that it can, and cannot
      [reader, lent, failed] = [lentReader(), true, 0];
    }
    // a slow tablet rests as long as it reads
    setTimeout(watch, Math.max(LOOK, performance.now() - begun), mine, failed);
  };
  let starting = false;
  const startCamera = async () => {
    if (starting || stream) return;
    starting = true;
    note();
    try {
      const mine = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' }, audio: false });
      stream = mine;
      for (const track of mine.getTracks()) track.addEventListener('ended', () => stream === mine && stopCamera('gone'));
      $('camera').srcObject = mine;
      $('camera').hidden = false;
      $('camera-on').hidden = true;
      $('camera-off').hidden = false;
      await $('camera').play().catch(() => {});
      const ready = await reader.open().then(() => true, () => false);
      if (stream !== mine) return;
      if (ready) watch(mine, 0);
      else {
        stopCamera('reader');
        // it may have been the line: whoever wants the camera has it once that is back
        setTimeout(async () => (await kept('camera')) && startCamera(), TRY_AGAIN);
      }
    } catch (error) {
      note(whyNot(error.name));
    } finally {
      starting = false;
    }
  };
  const camera = async () => {
    if (!navigator.mediaDevices) return note(window.isSecureContext ? 'none' : 'insecure');
    const own = await ownReader();
    if (!own && !(window.Worker && window.WebAssembly)) return note('none');
    [reader, lent] = own ? [own, false] : [lentReader(), true];
    $('camera-on').hidden = false;
    $('camera-on').addEventListener('click', () => {
      keep('camera', true);
      startCamera();
    });
    $('camera-off').addEventListener('click', () => {
      keep('camera', false);
      stopCamera();
    });
    if (await kept('camera')) startCamera();
  };

  // ---- pairing

  const pair = async (event) => {
    event.preventDefault();
    const wrongCode = $('pair-wrong');
    wrongCode.textContent = '';
    try {
      const answer = await ask('pair_kiosk', { code: $('pair-code').value }, 10_000);
      if (!answer.ok) {
        wrongCode.textContent = wrongCode.dataset.wrong;
        return;
      }
      $('pair-code').value = '';
      history.replaceState(null, '', '/kiosk');
      forgetOwn();
      await look();
    } catch {
      wrongCode.textContent = wrongCode.dataset.offline;
    }
  };

  // ---- begin

  const begin = async () => {
    store = await opened;
    $('not-stored').hidden = store !== null;
    if (store) {
      const old = [];
      for (const scan of await inStore('scans', 'readonly', (all) => all.getAll())) {
        if (scan.state !== 'waiting' && Date.now() - scan.at > DAY) old.push(scan.key);
        else scans.set(scan.key, scan);
      }
      if (old.length > 0) await drop(old);
      const before = await kept('screen');
      if (before) [screen, skew, paired] = [before.screen, before.skew, true];
      muted = (await kept('muted')) === true;
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    }
    forgetOwn();
    const asked = new URLSearchParams(location.search);
    const handed = new URLSearchParams(location.hash.slice(1)).get('code');
    if (asked.get('lang')) document.cookie = `lang=${lang}; Path=/; SameSite=Lax; Max-Age=31536000`;
    if (handed) $('pair-code').value = handed.slice(0, 20);
    drawSound();
    draw();
    $('pair').addEventListener('submit', pair);
    $('scan').addEventListener('submit', (event) => {
      event.preventDefault();
      const text = $('code').value;
      $('code').value = '';
      scanned(text);
    });
    $('sound').addEventListener('click', () => {
      muted = !muted;
      keep('muted', muted);
      drawSound();
      sound('verified');
    });
    addEventListener('pointerdown', wake);
    // a finger that pressed a button leaves the scanner its box; whoever uses the keyboard stays where they are
    addEventListener('click', (event) => {
      const pressed = event.detail > 0 && event.target.closest('button, summary');
      if (!pressed || paired !== true) return;
      pressed.blur();
      focus();
    });
    addEventListener('keydown', (event) => {
      wake();
      if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) focus();
    });
    addEventListener('online', look);
    addEventListener('offline', () => setOnline(false));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
    setInterval(tick, 1_000);
    setInterval(look, 30_000);
    // what was answered a day ago is nobody's business here any more
    setInterval(() => {
      const old = [...scans.values()].filter((scan) => scan.state !== 'waiting' && Date.now() - scan.at > DAY);
      for (const scan of old) scans.delete(scan.key);
      if (store && old.length > 0) drop(old.map((scan) => scan.key)).catch(() => {});
      counts();
    }, 60 * 60 * 1000);
    setInterval(() => (online === false ? look() : waiting().length > 0 && flush()), AGAIN);
    await look();
    if (paired === null) unpair();
    await camera();
    if (navigator.wakeLock) navigator.wakeLock.request('screen').catch(() => {});
    if (navigator.serviceWorker) {
      const worker = await navigator.serviceWorker.register('/sw.js').catch(() => null);
      // nobody stands here to be asked about a newer release, and this page is not loaded anew by it
      const begin = () => worker.waiting && worker.waiting.postMessage('begin');
      if (worker) {
        begin();
        worker.addEventListener('updatefound', () => worker.installing && worker.installing.addEventListener('statechange', begin));
      }
      await navigator.serviceWorker.ready;
      // only what is fetched under the worker is kept by it
      if (!navigator.serviceWorker.controller) {
        await new Promise((took) => navigator.serviceWorker.addEventListener('controllerchange', took, { once: true }));
      }
      // the page in every language, for when there is no line
      for (const tag of ['', '?lang=en', '?lang=zh-Hans', '?lang=zh-Hant']) await fetch(`/kiosk${tag}`).catch(() => {});
      // and what it reads codes with, where the browser has nothing for that
      for (const file of ['/kiosk.js', ...(lent ? READER : [])]) await fetch(file).catch(() => {});
      document.documentElement.dataset.kept = 'true';
    }
  };
  begin();
})();
