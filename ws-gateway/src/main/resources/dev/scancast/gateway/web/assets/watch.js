// @ts-check
/** One scan being watched. */

import { Connection } from "./connection.js";
import { apiUrl, tell, withDefaults } from "./connection-state.js";
import { isNumber, mayReplace, outcomeOf } from "./document.js";
import { parseObject } from "./transport.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */
/** @typedef {import("./document.js").Outcome} Outcome */

/**
 * A line of a scan's log; or what else is to tell of it. `end`: the log is whole, from the line `first` to the line
 * `last`. `dropped`: the lines `from` to `to` are lost. `restarted`: it begins anew with what follows.
 * @typedef {{ line?: unknown, time?: unknown, level?: unknown, message?: unknown, end?: unknown, first?: unknown,
 *     last?: unknown, dropped?: true, from?: number, to?: number, restarted?: true, [field: string]: unknown }} LogLine
 */

/**
 * @typedef {object} OwnOptions
 * @property {(document: ProgressDocument) => void} [onProgress] each newer document, the last one too
 * @property {(document: ProgressDocument | null, outcome: Outcome) => void} [onComplete] once, when the scan has ended,
 *     well or not; null if no document was ever seen
 * @property {(line: LogLine) => void} [onLog] each line of the log, once and in order, what was lost of it, and its end
 */

/** @typedef {import("./connection-state.js").ConnectionOptions & OwnOptions} WatchOptions */

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
  #logIsWhole = false;

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
      onLogNotice: (notice) => this.#onLogNotice(notice),
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
    if (outcome !== null && !this.#checks.signal.aborted && !this.#waitsForLog()) {
      this.#connection.finish(outcome);
    }
  }

  /** Of a scan that ended before it was watched, the end comes first; the gateway closes once the log was sent too. */
  #waitsForLog() {
    const { transport } = this.#connection.state;
    return this.#options.onLog !== undefined && !this.#logIsWhole && transport !== null && transport !== "poll";
  }

  /** @param {LogLine} line */
  #onLog(line) {
    if (isNumber(line.line)) {
      if (line.line <= this.#lastLine) {
        return; // told before the connection was lost
      }
      this.#lastLine = line.line;
      this.#target.events.searchParams.set("log_after", String(line.line));
      this.#target.websocket.searchParams.set("log_after", String(line.line));
    }
    this.#logIsWhole = line.end === true;
    tell(this.#options.onLog, line);
    const outcome = outcomeOf(this.#document?.status);
    if (this.#logIsWhole && outcome !== null && !this.#checks.signal.aborted) {
      this.#connection.finish(outcome);
    }
  }

  /** @param {import("./transport.js").Notice} notice */
  #onLogNotice({ code, from, to }) {
    if (code === "log_restarted") {
      this.#lastLine = 0;
      this.#logIsWhole = false;
      tell(this.#options.onLog, { restarted: /** @type {const} */ (true) });
    } else if (code === "log_dropped" && from !== undefined && to !== undefined && to > this.#lastLine) {
      this.#lastLine = to;
      tell(this.#options.onLog, { dropped: /** @type {const} */ (true), from, to });
    }
  }

  /** Asks for the status: a connection may stand and bring nothing. */
  async #check() {
    try {
      const headers = await this.#connection.headers();
      const response = await fetch(this.#target.poll, { headers, cache: "no-store", signal: this.#checks.signal });
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
    url.searchParams.set("wait", String(options.waitSeconds));
    if (options.onLog !== undefined) {
      url.searchParams.set("log", "true");
    }
  }
  return {
    websocket,
    events,
    poll: new URL(`scan/${id}`, base),
    log: options.onLog === undefined ? null : new URL(`scan/${id}/log`, base),
    ticket: new URL("ticket", base),
    ticketFor: { scan_id: scanId },
    patienceMs: options.waitSeconds * 1000,
    pollMs: options.pollMs,
  };
}
