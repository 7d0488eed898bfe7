// @ts-check
/** Timers by name: setting one replaces it, and all can be ended together. */
export class Timers {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #running = new Map();

  /**
   * @param {string} name
   * @param {number} ms
   * @param {() => void} task
   */
  set(name, ms, task) {
    this.clear(name);
    this.#running.set(
      name,
      setTimeout(() => {
        this.#running.delete(name);
        task();
      }, ms),
    );
  }

  /** @param {string} name */
  has(name) {
    return this.#running.has(name);
  }

  /** @param {string} name */
  clear(name) {
    clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  clearAll() {
    this.#running.forEach((timer) => clearTimeout(timer));
    this.#running.clear();
  }
}
