// @ts-check
/**
 * How good a connection is, by the time that answers take: the median of the last few, so that one late answer says
 * nothing. The limits are those of people: below 0.2 s all seems immediate, above a second one begins to doubt.
 *
 * @typedef {"good" | "slow" | "poor"} Quality
 */

const REMEMBERED = 5;
const SLOW_MS = 200;
const POOR_MS = 1000;

export class QualityMeter {
  /** @type {number[]} */
  #answersMs = [];

  /**
   * @param {number} roundTripMs
   * @returns {Quality}
   */
  add(roundTripMs) {
    this.#answersMs = [...this.#answersMs.slice(1 - REMEMBERED), roundTripMs];
    const sorted = [...this.#answersMs].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return median < SLOW_MS ? "good" : median < POOR_MS ? "slow" : "poor";
  }

  reset() {
    this.#answersMs = [];
  }
}
