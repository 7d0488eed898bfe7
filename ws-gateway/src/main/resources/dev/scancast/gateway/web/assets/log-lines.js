// @ts-check
/** The lines of a log that are kept, and which of them are wanted. Nothing here touches the page. */

import { isNumber } from "./document.js";
import { plain, timeOf } from "./format.js";

/** So many are kept; a longer log loses its beginning here, not at the gateway. */
const MOST_KEPT = 10_000;

/** Of one line. */
const MOST_CHARACTERS = 2000;

/** @type {ReadonlyMap<string, number>} */
const RANKS = new Map([
  ["debug", 0],
  ["info", 1],
  ["warn", 2],
  ["error", 3],
]);

const INFO = 1;

/**
 * A line as it is shown. `key` counts what was kept; `level` is empty for what tells of the log itself.
 * @typedef {{ key: number, number: number | null, time: number | null, level: string, rank: number, text: string }} Line
 */

export class LogLines {
  /** @type {Line[]} */
  #lines = [];
  #counted = 0;
  #level = 0;
  #search = "";

  /** How many lines were told, without what tells of the log. */
  told = 0;
  /** @type {{ first: number, last: number } | null} whether all is here, and then from where to where */
  whole = null;
  lost = 0;

  /** @param {import("./watch.js").LogLine} line */
  add(line) {
    if (line.end === true) {
      this.whole = { first: isNumber(line.first) ? line.first : 0, last: isNumber(line.last) ? line.last : 0 };
    } else if (line.restarted === true) {
      this.#lines = [];
      this.told = 0;
      this.lost = 0;
      this.whole = null;
      this.#remark("The log has begun again.");
    } else if (line.dropped === true && line.from !== undefined && line.to !== undefined) {
      const count = line.to - line.from + 1;
      this.lost += count;
      this.#remark(count === 1 ? `Line ${line.from} is lost.` : `Lines ${line.from} to ${line.to} are lost.`);
    } else {
      this.told += 1;
      this.whole = null;
      const level = plain(line.level, 12).toLowerCase();
      this.#keep({
        number: isNumber(line.line) ? line.line : null,
        time: timeOf(line.time),
        level: level || "info",
        rank: RANKS.get(level) ?? INFO,
        text: plain(line.message, MOST_CHARACTERS),
      });
    }
  }

  /** @param {string} text */
  #remark(text) {
    this.#keep({ number: null, time: null, level: "", rank: Infinity, text });
  }

  /** @param {Omit<Line, "key">} line */
  #keep(line) {
    this.#lines.push({ ...line, key: this.#counted++ });
    if (this.#lines.length > MOST_KEPT * 1.1) {
      this.#lines = this.#lines.slice(-MOST_KEPT);
    }
  }

  /**
   * Which lines are wanted from now on.
   * @param {string} level this and those that are worse
   * @param {string} search a part of the text, in any case; empty for all
   */
  want(level, search) {
    this.#level = RANKS.get(level) ?? 0;
    this.#search = search.trim().toLowerCase();
  }

  get search() {
    return this.#search;
  }

  /**
   * The wanted lines that were kept after a key, oldest first.
   * @param {number} key -1 for all
   */
  after(key) {
    const oldest = this.#lines[0]?.key ?? 0;
    return this.#lines.slice(Math.max(0, key + 1 - oldest)).filter((line) => this.#wants(line));
  }

  /** @param {Line} line */
  #wants(line) {
    return line.level === "" || (line.rank >= this.#level && line.text.toLowerCase().includes(this.#search));
  }

  /** The key of the newest; -1 if there is none. */
  get newest() {
    return this.#counted - 1;
  }
}
