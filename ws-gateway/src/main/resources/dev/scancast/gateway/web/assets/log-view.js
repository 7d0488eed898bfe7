// @ts-check
/**
 * The log as it is shown: what is wanted of it, at most a thousand lines. It follows the newest one until somebody
 * scrolls up, says so, and follows again at the bottom.
 */

import { byId, byIdAs, create, setText, show } from "./dom.js";
import { countText } from "./format.js";
import { LogLines } from "./log-lines.js";

/** @typedef {import("./log-lines.js").Line} Line */

const MOST_SHOWN = 1000;

/** As near to the bottom as this counts as there: a wheel doesn't stop at the last pixel. */
const NEAR_PX = 16;

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

const lines = new LogLines();

let follows = true;
/** The newest line that was drawn, or left out as not wanted. */
let drawn = -1;
let shown = 0;
/** Where the list was scrolled to when it followed last. */
let scrolledTo = 0;
/** How many were shown when somebody began to read. */
let shownBefore = 0;

/** Makes the panel work. */
export function prepareLog() {
  const list = byId("log");
  list.addEventListener(
    "scroll",
    () => {
      if (noticeReader()) {
        drawLog();
      }
    },
    { passive: true },
  );
  byId("log-follow").addEventListener("click", () => {
    follows = true;
    drawLog();
    list.focus(); // the button is gone
  });
  byId("log-level").addEventListener("input", choose);
  byId("log-search").addEventListener("input", choose);
}

/** Shows what came since, unless somebody scrolls at this very moment: its event comes after us. */
export function updateLog() {
  noticeReader();
  drawLog();
}

/** A line came. @param {import("./watch.js").LogLine} line */
export function addToLog(line) {
  if (line.restarted === true) {
    clear();
  }
  lines.add(line);
}

function choose() {
  lines.want(byIdAs("log-level", HTMLSelectElement).value, byIdAs("log-search", HTMLInputElement).value);
  clear();
  follows = true;
  drawLog();
}

function clear() {
  byId("log").replaceChildren();
  drawn = -1;
  shown = 0;
}

/**
 * Whether somebody reads elsewhere than at the bottom. A list that grew, or got narrower, was scrolled by nobody.
 * @returns {boolean} whether that is new
 */
function noticeReader() {
  const list = byId("log");
  const atBottom = list.scrollHeight - list.scrollTop - list.clientHeight <= NEAR_PX;
  const before = follows;
  follows = atBottom || (follows && list.scrollTop >= scrolledTo);
  shownBefore = follows === before ? shownBefore : shown;
  return follows !== before;
}

function drawLog() {
  const list = byId("log");
  show(byId("log-card"), lines.newest >= 0); // first: what isn't shown can't be scrolled
  list.classList.toggle("whole", lines.whole !== null);
  const wanted = drawn === lines.newest ? [] : lines.after(drawn);
  // While somebody reads nothing may be taken away above, so there may be no room for more below.
  const room = follows ? MOST_SHOWN : MOST_SHOWN - shown;
  const next = follows ? wanted.slice(-room) : wanted.slice(0, Math.max(0, room));
  if (next.length > 0) {
    list.append(...next.map(row));
    shown += next.length;
  }
  const left = follows ? 0 : wanted.length - next.length;
  drawn = left === 0 ? lines.newest : (next.at(-1)?.key ?? drawn);
  if (follows) {
    for (; shown > MOST_SHOWN; shown -= 1) {
      list.firstElementChild?.remove();
    }
    list.scrollTop = list.scrollHeight;
    scrolledTo = list.scrollTop;
  }
  const more = shown - shownBefore + left;
  const mayGrow = lines.whole === null; // else there is nothing to follow, and a pause would promise more
  show(byId("log-paused"), !follows && (mayGrow || more > 0));
  const below = more === 0 ? "" : `${countText(more)} more below`;
  setText(byId("log-paused-text"), mayGrow ? ["Paused", below].filter(Boolean).join(", ") : below);
  setText(byId("log-follow"), mayGrow ? "Follow" : "To the end");
  show(byId("log-none"), shown === 0);
  setText(byId("log-note"), noteOf());
}

function noteOf() {
  const count = `${countText(lines.told)} ${lines.told === 1 ? "line" : "lines"}`;
  const lost = Math.max(lines.lost, (lines.whole?.last ?? 0) - lines.told);
  if (lost > 0) {
    return `${count}, ${countText(lost)} lost${lines.whole === null ? "" : ", ended"}`;
  }
  return lines.whole === null ? count : `${count}, all there`;
}

/** @param {Line} line */
function row(line) {
  const text = create("span", "text", ...marked(line.text));
  text.dir = "auto";
  if (line.level === "") {
    return create("div", "line remark", text);
  }
  const time = create("span", "time", line.time === null ? "" : CLOCK.format(line.time));
  const element = create("div", "line", time, create("span", "level", line.level), text);
  element.dataset.level = line.level;
  return element;
}

/** The text, with what was searched for marked. @param {string} text @returns {(Node | string)[]} */
function marked(text) {
  const place = lines.search === "" ? -1 : text.toLowerCase().indexOf(lines.search);
  if (place < 0) {
    return [text];
  }
  const end = place + lines.search.length;
  return [text.slice(0, place), create("mark", "", text.slice(place, end)), text.slice(end)];
}
