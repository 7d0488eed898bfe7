// @ts-check
/**
 * The browser client of Scancast: watches a scan and shows the truth.
 *
 *     import { watch } from "/assets/scancast.js";
 *     const watching = watch(scanId, {
 *       onProgress: (document) => console.log(document.status, document.progress),
 *       onComplete: (document, outcome) => console.log("ended:", outcome),
 *     });
 *
 * It tries WebSocket, then server-sent events, then polling; comes back after every loss, with full jitter; never shows
 * an older document over a newer one; and stops for good after the end.
 */

import { Backoff } from "./backoff.js";
import { mayReplace, outcomeOf } from "./document.js";
import { followPageLife } from "./page-life.js";
import { Timers } from "./timers.js";
import { openPoll } from "./transport-poll.js";
import { openEvents } from "./transport-sse.js";
import { openWebSocket } from "./transport-websocket.js";

export { outcomeOf, percentOf } from "./document.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */
/** @typedef {import("./document.js").Outcome} Outcome */
/** @typedef {import("./transport.js").Notice} Notice */
/** @typedef {import("./transport.js").Ending} Ending */
/** @typedef {import("./transport.js").Link} Link */
/** @typedef {"websocket" | "sse" | "poll"} TransportName */

/**
 * connecting: nothing stands yet. live: a connection stands. reconnecting: it was lost, and comes back. ended: the scan
 * did. refused: there is no such scan, or not for us. The last two are final.
 * @typedef {"connecting" | "live" | "reconnecting" | "ended" | "refused"} StateName
 */

/**
 * How the watching stands.
 * @typedef {object} State
 * @property {StateName} name
 * @property {TransportName | null} transport what the connection goes by; null if none stands
 * @property {number | null} retryInMs while reconnecting: when the next attempt begins; null if one is under way
 * @property {boolean} degraded whether the gateway said that it can't hear the scan's source for now
 * @property {Notice | null} notice what the gateway told last on this connection
 * @property {Outcome | null} outcome how the scan ended
 * @property {number | null} code the close code of a refusal, such as 4404
 */

/**
 * Watching can't go on: the scan isn't there (4404), isn't ours to see (4401, 4403), or `maxAttempts` were in vain
 * (`gave_up`).
 * @typedef {{ code: number | "gave_up", reason: string }} WatchError
 */

/**
 * Every time is in milliseconds.
 * @typedef {object} WatchOptions
 * @property {(document: ProgressDocument) => void} [onProgress] each newer document, the last one too
 * @property {(document: ProgressDocument | null, outcome: Outcome) => void} [onComplete] once, when the scan has ended,
 *     well or not; null if no document was ever seen
 * @property {(error: WatchError) => void} [onError] once, if watching can't go on; a lost connection isn't one
 * @property {(state: State) => void} [onState] each change
 * @property {string} [baseUrl] of the API; `/api/v1/scanner` of the page's origin by default
 * @property {TransportName[]} [transports] in the order in which they are tried
 * @property {number} [waitSeconds] how long an unknown scan is waited for, 0 to 300; the gateway's default is 30
 * @property {number} [connectTimeoutMs] for each attempt; 10,000
 * @property {number} [reconnectBaseMs] the first limit of the jitter; 500
 * @property {number} [reconnectCapMs] its highest limit; 20,000
 * @property {number} [stableMs] a connection that stood so long resets the limit; 10,000
 * @property {number} [silenceMs] after so long without a word the gateway is asked for one; 15,000
 * @property {number} [answerMs] and after so long without an answer the connection counts as lost; 10,000
 * @property {number} [pollMs] between two polls where the gateway doesn't say; 3,000
 * @property {number} [upgradeMs] after so long on a lesser transport the better ones are tried again, then after twice
 *     as long, and so on; 60,000
 * @property {number} [maxAttempts] rounds through all transports in vain, one after the other, until it gives up; no
 *     limit by default
 */

const TRANSPORTS = Object.freeze({ websocket: openWebSocket, sse: openEvents, poll: openPoll });

const DEFAULTS = Object.freeze({
  baseUrl: "/api/v1/scanner",
  transports: /** @type {TransportName[]} */ (["websocket", "sse", "poll"]),
  connectTimeoutMs: 10_000,
  reconnectBaseMs: 500,
  reconnectCapMs: 20_000,
  stableMs: 10_000,
  silenceMs: 15_000,
  answerMs: 10_000,
  pollMs: 3_000,
  upgradeMs: 60_000,
  maxAttempts: Infinity,
});

/**
 * Begins to watch a scan.
 * @param {string} scanId
 * @param {WatchOptions} [options]
 * @returns {Watch}
 */
export function watch(scanId, options = {}) {
  return new Watch(scanId, options);
}

/** One scan being watched. */
export class Watch {
  #options;
  /** @type {import("./transport.js").Target} */
  #target;
  #backoff;
  #timers = new Timers();
  #listeners = new AbortController();

  /** Every connection has a number; what a former one still says is not heard. */
  #attempt = 0;
  /** @type {Link | null} */
  #link = null;
  #isOpen = false;
  #heard = false;
  #heardAt = 0;
  #probed = false;
  /** Where the next round through the transports begins: at the one that worked last. */
  #first = 0;
  #upgradeMs;
  /** @type {number | null} */
  #askedToReturnInMs = null;

  /** @type {ProgressDocument | null} */
  #document = null;
  #text = "";
  /** @type {State} */
  #state = {
    name: "connecting",
    transport: null,
    retryInMs: null,
    degraded: false,
    notice: null,
    outcome: null,
    code: null,
  };

  /**
   * @param {string} scanId
   * @param {WatchOptions} options
   */
  constructor(scanId, options) {
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.#options = { .../** @type {WatchOptions & typeof DEFAULTS} */ ({ ...DEFAULTS, ...given }) };
    const base = new URL(this.#options.baseUrl, globalThis.location?.href).href;
    this.#target = {
      scanId,
      baseUrl: base.endsWith("/") ? base : base + "/",
      waitSeconds: this.#options.waitSeconds ?? null,
      pollMs: this.#options.pollMs,
    };
    this.#backoff = new Backoff(this.#options.reconnectBaseMs, this.#options.reconnectCapMs);
    this.#upgradeMs = this.#options.upgradeMs;
    followPageLife(
      {
        onAwake: () => this.#retryNow(),
        onLeft: () => this.#pause(),
        onReturned: () => this.#connect(this.#first),
      },
      this.#listeners.signal,
    );
    this.#connect(0);
  }

  /** The newest document; null if none came yet. */
  get document() {
    return this.#document;
  }

  /** How the watching stands. */
  get state() {
    return this.#state;
  }

  /** Ends the watching. No callback follows; no timer, listener or socket remains. May be called twice. */
  close() {
    this.#pause();
    this.#listeners.abort();
  }

  // ---- connecting

  /** @param {number} index of the transport to try */
  #connect(index) {
    this.#pause();
    const attempt = ++this.#attempt;
    /** @template {unknown[]} A @param {(...values: A) => void} task @returns {(...values: A) => void} */
    const ifCurrent = (task) => (...values) => {
      if (attempt === this.#attempt) {
        task(...values);
      }
    };
    this.#isOpen = false;
    this.#heard = false;
    this.#askedToReturnInMs = null;
    if (this.#state.name === "reconnecting") {
      this.#become({ retryInMs: null });
    }
    if (attempt !== this.#attempt) {
      return; // closed by who was just told
    }
    const lost = (/** @type {string} */ reason) => ifCurrent(() => this.#onEnding(index, { kind: "lost", reason }));
    this.#timers.set("connect", this.#options.connectTimeoutMs, lost("no connection in time"));
    try {
      this.#link = TRANSPORTS[this.#options.transports[index]](this.#target, {
        onOpen: ifCurrent(() => this.#onOpen(index)),
        onHeard: ifCurrent(() => this.#onHeard()),
        onDocument: ifCurrent((document, text) => this.#onDocument(document, text)),
        onNotice: ifCurrent((notice) => this.#onNotice(notice)),
        onEnding: ifCurrent((ending) => this.#onEnding(index, ending)),
      });
    } catch (error) {
      // A browser without it, or one that forbids it: as good as one that doesn't connect.
      this.#timers.set("connect", 0, lost(String(error)));
    }
  }

  #dropLink() {
    this.#attempt += 1;
    this.#link?.close();
    this.#link = null;
  }

  /** @param {number} index */
  #onOpen(index) {
    this.#isOpen = true;
    this.#first = index;
    this.#timers.clear("connect");
    this.#timers.set("stable", this.#options.stableMs, () => this.#backoff.reset());
    if (index > 0) {
      this.#timers.set("upgrade", this.#upgradeMs, () => {
        this.#upgradeMs *= 2;
        this.#connect(0);
      });
    } else {
      this.#upgradeMs = this.#options.upgradeMs;
    }
    this.#heardAt = performance.now();
    this.#probed = false;
    this.#watchSilence(this.#options.silenceMs);
    this.#become({
      name: "live",
      transport: this.#options.transports[index],
      retryInMs: null,
      degraded: false,
      notice: null,
    });
  }

  /** @param {number} index @param {Ending} ending */
  #onEnding(index, ending) {
    const inVain = !this.#isOpen || !this.#heard;
    this.#pause();
    if (ending.kind === "ended") {
      this.#finish(ending.outcome);
    } else if (ending.kind === "refused") {
      this.#refuse({ code: ending.code, reason: ending.reason });
    } else if (inVain && index + 1 < this.#options.transports.length) {
      this.#connect(index + 1);
    } else if (inVain && this.#backoff.failures + 1 >= this.#options.maxAttempts) {
      this.#refuse({ code: "gave_up", reason: ending.reason });
    } else {
      this.#first = inVain ? 0 : this.#first;
      const delay = this.#backoff.next();
      this.#connectIn(this.#askedToReturnInMs ?? ending.retryInMs ?? delay);
    }
  }

  /** @param {number} delayMs */
  #connectIn(delayMs) {
    this.#timers.set("retry", delayMs, () => this.#connect(this.#first));
    const name = this.#state.name === "connecting" ? "connecting" : "reconnecting";
    this.#become({ name, transport: null, retryInMs: delayMs, degraded: false });
  }

  #retryNow() {
    if (this.#timers.has("retry")) {
      this.#connect(this.#first);
    }
  }

  #pause() {
    this.#dropLink();
    this.#timers.clearAll();
  }

  // ---- a connection that stands

  #onHeard() {
    this.#heard = true;
    this.#heardAt = performance.now();
    this.#probed = false;
  }

  /** @param {number} inMs */
  #watchSilence(inMs) {
    this.#timers.set("silence", inMs, () => {
      const silentMs = performance.now() - this.#heardAt;
      if (silentMs < this.#options.silenceMs) {
        this.#watchSilence(this.#options.silenceMs - silentMs);
      } else if (!this.#probed) {
        this.#probed = true;
        this.#link?.probe();
        this.#watchSilence(this.#options.answerMs);
      } else {
        this.#onEnding(this.#first, { kind: "lost", reason: `nothing heard for ${Math.round(silentMs)} ms` });
      }
    });
  }

  /** @param {ProgressDocument} document @param {string} text */
  #onDocument(document, text) {
    if (text === this.#text || !mayReplace(document, this.#document)) {
      return;
    }
    this.#document = document;
    this.#text = text;
    const attempt = this.#attempt;
    this.#tell(this.#options.onProgress, document);
    const outcome = outcomeOf(document.status);
    if (outcome !== null && attempt === this.#attempt) {
      this.#finish(outcome);
    }
  }

  /** @param {Notice} notice */
  #onNotice(notice) {
    this.#askedToReturnInMs = notice.reconnectInMs ?? this.#askedToReturnInMs;
    const degraded = notice.code === "degraded" || (this.#state.degraded && notice.code !== "recovered");
    this.#become({ notice, degraded });
  }

  // ---- the end

  /** @param {Outcome} outcome */
  #finish(outcome) {
    this.close();
    const attempt = this.#attempt;
    this.#become({ name: "ended", transport: null, retryInMs: null, degraded: false, outcome });
    if (attempt === this.#attempt) {
      this.#tell(this.#options.onComplete, this.#document, outcome);
    }
  }

  /** @param {WatchError} error */
  #refuse(error) {
    this.close();
    const attempt = this.#attempt;
    const code = typeof error.code === "number" ? error.code : null;
    this.#become({ name: "refused", transport: null, retryInMs: null, degraded: false, code });
    if (attempt === this.#attempt) {
      this.#tell(this.#options.onError, error);
    }
  }

  /** @param {Partial<State>} change */
  #become(change) {
    this.#state = Object.freeze({ ...this.#state, ...change });
    this.#tell(this.#options.onState, this.#state);
  }

  /**
   * A callback that fails is its owner's trouble, told where uncaught errors are; the watching goes on.
   * @template {unknown[]} A
   * @param {((...values: A) => void) | undefined} callback
   * @param {A} values
   */
  #tell(callback, ...values) {
    try {
      callback?.(...values);
    } catch (error) {
      globalThis.reportError?.(error);
    }
  }
}
