// The sound of the answer at the desk: two tones up for "in", the same twice for "look", one low for "no". The button switches it off,
// in this browser, until it is switched on again.
(() => {
  'use strict';
  const TONES = { in: [[660, 0, 0.12], [990, 0.12, 0.22]], look: [[520, 0, 0.14], [520, 0.24, 0.14]], no: [[220, 0, 0.5]] };
  let audio = null;
  const quiet = () => {
    try {
      return localStorage.getItem('desk-quiet') === '1';
    } catch {
      return false;
    }
  };
  const draw = () => {
    for (const button of document.querySelectorAll('button[data-sound]')) button.setAttribute('aria-pressed', String(!quiet()));
  };
  const play = (kind) => {
    document.documentElement.dataset.sounded = quiet() ? '' : kind;
    if (quiet() || !window.AudioContext) return;
    audio = audio || new AudioContext();
    for (const [pitch, after, length] of TONES[kind]) {
      const [tone, loud] = [audio.createOscillator(), audio.createGain()];
      const from = audio.currentTime + after;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.2, from);
      loud.gain.exponentialRampToValueAtTime(0.001, from + length);
      tone.connect(loud).connect(audio.destination);
      tone.start(from);
      tone.stop(from + length);
    }
  };
  for (const kind of Object.keys(TONES)) addEventListener(`spotter:door-${kind}`, () => play(kind));
  addEventListener('spotter:desk', () => requestAnimationFrame(draw));
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest('button[data-sound]');
    if (!button) return;
    try {
      localStorage.setItem('desk-quiet', quiet() ? '0' : '1');
    } catch {
      return; // nothing can be kept: it sounds
    }
    draw();
    if (!quiet()) play('in');
  });
  draw();
})();
