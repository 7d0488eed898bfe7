// @ts-check
/** Figures and times as people read them. Pure functions. */

import { isNumber } from "./document.js";

const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Control characters, and those that turn the direction of what follows: shown by their number. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Somebody's text, fit to be shown: cut, and with nothing in it that can't be seen.
 * @param {unknown} text empty if it is no text
 * @param {number} [most] characters
 */
export function plain(text, most = 300) {
  if (typeof text !== "string") {
    return "";
  }
  const start = text.slice(0, most * 2);
  const cut = [...start.replace(/[\t\n]+/g, " ")].slice(0, most).join("");
  const shown = cut.replace(INVISIBLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return text.length > cut.length ? `${shown}…` : shown;
}

/**
 * A path of which the end matters most.
 * @param {unknown} path
 * @param {number} [most] characters
 */
export function plainPath(path, most = 160) {
  if (typeof path !== "string") {
    return "";
  }
  const characters = [...path.slice(-most * 2)];
  return path.length > most ? plain(`…${characters.slice(-most).join("")}`, most * 2) : plain(path, most);
}

/**
 * One decimal, never rounded up to 100.
 * @param {number | null} percent
 */
export function percentText(percent) {
  return percent === null ? "" : `${(Math.floor(percent * 10 + 1e-6) / 10).toFixed(1)} %`;
}

/**
 * A count with its thousands; a dash where there is none.
 * @param {unknown} value
 */
export function countText(value) {
  return isNumber(value) ? COUNT.format(value) : "–";
}

/** @param {unknown} bytes */
export function bytesText(bytes) {
  if (!isNumber(bytes)) {
    return "–";
  }
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

/**
 * A clock such as 0:07, 12:40 or 3:05:00.
 * @param {number} seconds
 */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/**
 * How long something took: 0.8 s, 41 s, 12 min 5 s or 3 h 5 min.
 * @param {number} seconds
 */
export function tookText(seconds) {
  if (seconds < 9.95) {
    return seconds < 0.1 ? "under 0.1 s" : `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * How much is left, as the honest range that the scanner gave, counted down since it came.
 * @param {{ [field: string]: unknown }} document
 * @param {number} sinceSeconds since the document came
 */
export function etaText(document, sinceSeconds) {
  const middle = document.eta_seconds;
  if (!isNumber(middle)) {
    return "not yet known";
  }
  const low = (isNumber(document.eta_low_seconds) ? document.eta_low_seconds : middle) - sinceSeconds;
  const high = (isNumber(document.eta_high_seconds) ? document.eta_high_seconds : middle) - sinceSeconds;
  if (high < 1) {
    return "any moment";
  }
  const from = roughly(Math.max(0, low));
  const to = roughly(high);
  if (from.value === to.value && from.unit === to.unit) {
    return `about ${to.value} ${to.unit}`;
  }
  return from.unit === to.unit || from.value === 0
    ? `${from.value}–${to.value} ${to.unit}`
    : `${from.value} ${from.unit} – ${to.value} ${to.unit}`;
}

/** @param {number} seconds */
function roughly(seconds) {
  if (seconds < 90) {
    return { value: Math.round(seconds), unit: "s" };
  }
  if (seconds < 5400) {
    return { value: Math.round(seconds / 60), unit: "min" };
  }
  return { value: Math.round(seconds / 360) / 10, unit: "h" };
}

/**
 * How long ago, in words.
 * @param {number} seconds
 */
export function agoText(seconds) {
  if (seconds < 10) {
    return "just now";
  }
  const { value, unit } =
    seconds < 86_400 ? roughly(seconds) : { value: Math.round(seconds / 86_400), unit: "d" };
  return `${value} ${unit} ago`;
}

/**
 * Milliseconds since 1970 of a time as documents have it; null if it is none.
 * @param {unknown} text
 */
export function timeOf(text) {
  const time = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? null : time;
}
