// @ts-check
/**
 * Tells the end of a scan to somebody who looks elsewhere: by a notification of the desktop and a sound, both only where
 * they were asked for, and by a short vibration where there is one.
 */

import { byId, byIdAs, setText, show } from "./dom.js";

const VIBRATION_MS = 200;

/** @type {AudioContext | null} */
let audio = null;

/** Makes the choices work; they are remembered for the pages to come. */
export function prepareAlerts() {
  const notify = byIdAs("alert-notify", HTMLInputElement);
  const sound = byIdAs("alert-sound", HTMLInputElement);
  show(byId("alert-notify-choice"), "Notification" in window);
  notify.checked = remembered("notify") && globalThis.Notification?.permission === "granted";
  sound.checked = remembered("sound");
  notify.addEventListener("change", async () => {
    setText(byId("alert-note"), "");
    if (notify.checked && (await Notification.requestPermission()) !== "granted") {
      notify.checked = false;
      setText(byId("alert-note"), "The browser doesn’t allow notifications of this page.");
    }
    remember("notify", notify.checked);
  });
  sound.addEventListener("change", () => {
    remember("sound", sound.checked);
    if (sound.checked) {
      play(); // so that it is known how it sounds; and a browser only lets us while it is asked for
    }
  });
}

/**
 * @param {string} id by which the same end isn't told twice, not by two tabs either
 * @param {string} text
 */
export function alertPerson(id, text) {
  if (byIdAs("alert-sound", HTMLInputElement).checked) {
    play();
  }
  if (navigator.userActivation?.hasBeenActive) {
    navigator.vibrate?.(VIBRATION_MS);
  }
  const elsewhere = document.visibilityState === "hidden" || !document.hasFocus();
  if (elsewhere && byIdAs("alert-notify", HTMLInputElement).checked) {
    notifyOf(id, text);
  }
}

/** @param {string} id @param {string} text */
function notifyOf(id, text) {
  try {
    const notification = new Notification("Scancast", { body: text, tag: id });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    // Some phones only let a service worker notify; the toast and the title tell it there.
  }
}

/** Two short tones, made here: no file is loaded for them. */
function play() {
  if (navigator.userActivation?.hasBeenActive === false) {
    return; // since a reload nobody touched the page, and until then a browser lets it make no sound
  }
  audio ??= new AudioContext();
  void audio.resume();
  const volume = audio.createGain();
  volume.connect(audio.destination);
  volume.gain.setValueAtTime(0.12, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.5);
  [660, 880].forEach((hertz, place) => {
    const tone = /** @type {AudioContext} */ (audio).createOscillator();
    tone.frequency.value = hertz;
    tone.connect(volume);
    tone.start(volume.context.currentTime + place * 0.14);
    tone.stop(volume.context.currentTime + place * 0.14 + 0.3);
  });
}

/** @param {string} choice */
function remembered(choice) {
  try {
    return localStorage.getItem(`scancast.${choice}`) === "yes";
  } catch {
    return false; // storage may be forbidden
  }
}

/** @param {string} choice @param {boolean} wanted */
function remember(choice, wanted) {
  try {
    localStorage.setItem(`scancast.${choice}`, wanted ? "yes" : "no");
  } catch {
    // Then it holds for this page only.
  }
}
