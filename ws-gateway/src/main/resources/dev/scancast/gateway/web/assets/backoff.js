// @ts-check
/**
 * Full jitter: a random time below a limit that doubles, so that many clients of one lost gateway don't come back
 * together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export class Backoff {
  #baseMs;
  #capMs;
  #random;
  #failures = 0;

  /**
   * @param {number} baseMs the first limit, in milliseconds
   * @param {number} capMs the highest limit, in milliseconds
   * @param {() => number} [random] from 0 to below 1
   */
  constructor(baseMs, capMs, random = Math.random) {
    this.#baseMs = baseMs;
    this.#capMs = capMs;
    this.#random = random;
  }

  /** How often it was asked since the last reset. */
  get failures() {
    return this.#failures;
  }

  /** Milliseconds to wait before the next attempt. */
  next() {
    const limit = Math.min(this.#capMs, this.#baseMs * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return Math.round(limit * this.#random());
  }

  /** To be called when a connection has stood for a while, not when it opens: else a flapping one hammers. */
  reset() {
    this.#failures = 0;
  }
}
