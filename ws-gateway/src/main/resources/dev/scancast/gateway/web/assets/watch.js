// @ts-check
/** One scan being watched. */

import { apiUrl, Connection, tell, withDefaults } from "./connection.js";
import { isNumber, mayReplace, outcomeOf } from "./document.js";
import { parseObject } from "./transport.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */
/** @typedef {import("./document.js").Outcome} Outcome */

/**
 * A line of a scan's log. `end`: the log is whole, from the line `first` to the line `last`.
 * @typedef {{ line?: unknown, time?: unknown, level?: unknown, message?: unknown, end?: unknown, first?: unknown,
 *     last?: unknown, [field: string]: unknown }} LogLine
 */

/**
 * @typedef {object} OwnOptions
 * @property {(document: ProgressDocument) => void} [onProgress] each newer document, the last one too
 * @property {(document: ProgressDocument | null, outcome: Outcome) => void} [onComplete] once, when the scan has ended,
 *     well or not; null if no document was ever seen
 * @property {(line: LogLine) => void} [onLog] each line of the log, once and in order, and its end; not while polling
 * @property {number} [waitSeconds] how long an unknown scan is waited for, 0 to 300; the gateway's default is 30
 */

/** @typedef {import("./connection.js").ConnectionOptions & OwnOptions} WatchOptions */

/** How long an unknown scan is waited for where the caller didn't say, as the gateway does. */
const DEFAULT_WAIT_SECONDS = 30;

/**
 * Begins to watch a scan.
 * @param {string} scanId
 * @param {WatchOptions} [options]
 * @returns {Watch}
 */
export function watch(scanId, options = {}) {
  return new Watch(scanId, options);
}

export class Watch {
  #options;
  #target;
  #connection;
  #checks = new AbortController();
  /** @type {ProgressDocument | null} */
  #document = null;
  #text = "";
  #lastLine = 0;

  /**
   * @param {string} scanId
   * @param {WatchOptions} options
   */
  constructor(scanId, options) {
    this.#options = withDefaults(options);
    this.#target = targetOf(scanId, this.#options);
    this.#connection = new Connection(this.#target, this.#options, {
      onMessage: (kind, message, text) => {
        if (kind === "document") {
          this.#onDocument(message, text);
        } else if (kind === "log") {
          this.#onLog(message);
        }
      },
      onStale: () => void this.#check(),
      onEnded: (outcome) => {
        this.#checks.abort();
        tell(this.#options.onComplete, this.#document, outcome);
      },
    });
    this.#connection.start();
  }

  /** The newest document; null if none came yet. */
  get document() {
    return this.#document;
  }

  /** How the watching stands. */
  get state() {
    return this.#connection.state;
  }

  /** Ends the watching. No callback follows; no timer, listener or socket remains. May be called twice. */
  close() {
    this.#checks.abort();
    this.#connection.close();
  }

  /** @param {ProgressDocument} document @param {string} text */
  #onDocument(document, text) {
    if (text === this.#text || !mayReplace(document, this.#document)) {
      return;
    }
    this.#document = document;
    this.#text = text;
    this.#connection.news();
    tell(this.#options.onProgress, document);
    const outcome = outcomeOf(document.status);
    if (outcome !== null && !this.#checks.signal.aborted) {
      this.#connection.finish(outcome);
    }
  }

  /** @param {LogLine} line */
  #onLog(line) {
    if (isNumber(line.line)) {
      if (line.line <= this.#lastLine) {
        return; // told before the connection was lost
      }
      this.#lastLine = line.line;
    }
    tell(this.#options.onLog, line);
  }

  /** Asks for the status: a connection may stand and bring nothing. */
  async #check() {
    try {
      const response = await fetch(this.#target.poll, { cache: "no-store", signal: this.#checks.signal });
      const text = response.ok ? await response.text() : "";
      const document = parseObject(text);
      if (document !== null && !this.#checks.signal.aborted) {
        this.#onDocument(document, text);
      }
    } catch (error) {
      this.#options.debug?.("the status could not be asked for", error); // the connection tells what is lost
    }
  }
}

/**
 * @param {string} scanId
 * @param {ReturnType<typeof withDefaults<WatchOptions>>} options
 * @returns {import("./transport.js").Target}
 */
function targetOf(scanId, options) {
  const base = apiUrl(options.baseUrl);
  const id = encodeURIComponent(scanId);
  const websocket = new URL(`ws/scan/${id}`, base);
  const events = new URL(`events/${id}`, base);
  for (const url of [websocket, events]) {
    if (options.waitSeconds !== undefined) {
      url.searchParams.set("wait", String(options.waitSeconds));
    }
    if (options.onLog !== undefined) {
      url.searchParams.set("log", "true");
    }
  }
  return {
    websocket,
    events,
    poll: new URL(`scan/${id}`, base),
    patienceMs: (options.waitSeconds ?? DEFAULT_WAIT_SECONDS) * 1000,
    pollMs: options.pollMs,
  };
}
