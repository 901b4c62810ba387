// The verdict: colour, shape, word, sound and vibration together, so that no single sense is needed.

const dialog = document.getElementById("verdict");
const part = (name) => dialog.querySelector(`[data-part=${name}]`);

// Hertz and seconds: up for yes, twice the same for "look", low and long for no.
const SOUNDS = { ok: [[660, 0.09], [990, 0.16]], warn: [[520, 0.12], [520, 0.12]], stop: [[180, 0.28], [140, 0.4]] };
const PULSES = { ok: [90], warn: [90, 70, 90], stop: [320, 90, 320] };

let sound = null;
let shownId = "";

// Browsers let a page sound only after a touch: the first one wakes it.
addEventListener("pointerdown", () => { sound ??= globalThis.AudioContext ? new AudioContext() : null; sound?.resume(); }, { passive: true });

export const isMuted = () => localStorage.getItem("check-in-muted") === "1";
export const mute = (muted) => localStorage.setItem("check-in-muted", muted ? "1" : "0");

function play(tone) {
  navigator.vibrate?.(PULSES[tone]);
  if (!sound || isMuted()) return;
  let at = sound.currentTime + 0.01;
  for (const [hertz, seconds] of SOUNDS[tone]) {
    const voice = sound.createOscillator();
    const volume = sound.createGain();
    voice.type = tone === "stop" ? "square" : "sine";
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(0.35, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    voice.connect(volume).connect(sound.destination);
    voice.start(at);
    voice.stop(at + seconds);
    at += seconds + 0.03;
  }
}

// ``acts``: which of undo, admit and reason are offered; ``saved``: the mark is still on this phone only.
export function show(verdict, { saved = false, acts = {} } = {}) {
  shownId = verdict.id;
  dialog.dataset.tone = verdict.tone;
  part("icon").querySelector("use").setAttribute("href", `${dialog.dataset.icons}#${verdict.icon}`);
  part("title").textContent = verdict.title;
  part("name").textContent = verdict.name;
  part("detail").textContent = verdict.detail;
  part("note").hidden = !verdict.note;
  part("note").querySelector("span").textContent = verdict.note ?? "";
  part("saved").hidden = !saved;
  for (const name of ["undo", "admit", "reason"]) part(name).hidden = !acts[name];
  if (!dialog.open) dialog.showModal();
  part("next").focus();
  play(verdict.tone);
}

export const isShowing = (id) => dialog.open && shownId === id;
export const sent = (id) => { if (isShowing(id)) part("saved").hidden = true; };
export const hide = () => dialog.close();
