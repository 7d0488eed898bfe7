// @ts-check
/**
 * A connection that comes back. It tries the transports in their order, comes back after every loss with full jitter,
 * takes the better transport again when it can, asks a silent gateway for a word, and rests while the page is left.
 */

import { Backoff } from "./backoff.js";
import { NOT_YET, tell } from "./connection-state.js";
import { followPageLife } from "./page-life.js";
import { Pass } from "./pass.js";
import { QualityMeter } from "./quality.js";
import { Timers } from "./timers.js";
import { openPoll } from "./transport-poll.js";
import { openEvents } from "./transport-sse.js";
import { openWebSocket } from "./transport-websocket.js";

/** @typedef {import("./document.js").Outcome} Outcome */
/** @typedef {import("./transport.js").Notice} Notice */
/** @typedef {import("./transport.js").Ending} Ending */
/** @typedef {import("./transport.js").Link} Link */
/** @typedef {import("./connection-state.js").ConnectionOptions} ConnectionOptions */
/** @typedef {import("./connection-state.js").State} State */
/** @typedef {import("./connection-state.js").WatchError} WatchError */

const TRANSPORTS = Object.freeze({ websocket: openWebSocket, sse: openEvents, poll: openPoll });

/**
 * What the owner of a connection hears beside its state.
 * @typedef {object} ConnectionEvents
 * @property {(kind: import("./transport.js").MessageKind, message: { [field: string]: unknown }, text: string) => void}
 *     onMessage
 * @property {(notice: Notice) => void} [onLogNotice] something about the log, which is no matter of the connection
 * @property {() => void} onStale nothing new came for long: worth asking for the status
 * @property {(outcome: Outcome) => void} onEnded after the state says so
 */

export class Connection {
  #target;
  #options;
  #events;
  #backoff;
  #timers = new Timers();
  #listeners = new AbortController();
  #meter = new QualityMeter();

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
  #pass;
  /** @type {number | null} */
  #askedToReturnInMs = null;
  /** @type {State} */
  #state = NOT_YET;

  /**
   * @param {import("./transport.js").Target} target
   * @param {ReturnType<typeof import("./connection-state.js").withDefaults<ConnectionOptions>>} options
   * @param {ConnectionEvents} events
   */
  constructor(target, options, events) {
    this.#target = target;
    this.#options = options;
    this.#events = events;
    this.#backoff = new Backoff(options.reconnectBaseMs, options.reconnectCapMs);
    this.#upgradeMs = options.upgradeMs;
    this.#pass = new Pass(options.token);
  }

  /** Headers by which the gateway knows who asks. */
  headers() {
    return this.#pass.headers();
  }

  /** Begins. Nothing is told before, so that the owner can hold what it made. */
  start() {
    followPageLife(
      {
        onAwake: () => this.#retryNow(),
        onOffline: () => this.#doubt(),
        onLeft: () => this.#pause(),
        onReturned: () => this.#connect(this.#first),
      },
      this.#listeners.signal,
    );
    this.#connect(0);
  }

  get state() {
    return this.#state;
  }

  /** Ends it. Nothing is told after; no timer, listener or socket remains. May be called twice. */
  close() {
    this.#pause();
    this.#listeners.abort();
  }

  /** What was watched has ended, as a message told. @param {Outcome} outcome */
  finish(outcome) {
    this.close();
    const attempt = this.#attempt;
    this.#become({ name: "ended", transport: null, quality: null, retryInMs: null, degraded: false, outcome });
    if (attempt === this.#attempt) {
      this.#events.onEnded(outcome);
    }
  }

  /** Something new came: it goes on. */
  news() {
    this.#state = Object.freeze({ ...this.#state, newsAt: performance.now() });
    this.#awaitNews(this.#options.newsMs);
    if (this.#state.name === "stale") {
      this.#become({ name: "live" });
    }
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
    this.#meter.reset();
    if (this.#state.name === "reconnecting") {
      this.#become({ retryInMs: null });
    }
    if (attempt !== this.#attempt) {
      return; // closed by who was just told
    }
    const name = this.#options.transports[index];
    const lost = (/** @type {string} */ reason) => ifCurrent(() => this.#onEnding(index, { kind: "lost", reason }));
    this.#options.debug?.("connecting by", name);
    this.#timers.set("connect", this.#options.connectTimeoutMs, lost("no connection in time"));
    try {
      this.#link = this.#pass.guard(TRANSPORTS[name], name !== "poll")(this.#target, {
        onOpen: ifCurrent(() => this.#onOpen(index)),
        onHeard: ifCurrent(() => this.#onHeard()),
        onMessage: ifCurrent((kind, message, text) => this.#events.onMessage(kind, message, text)),
        onNotice: ifCurrent((notice) => this.#onNotice(notice)),
        onAnswer: ifCurrent((roundTripMs) => this.#onAnswer(roundTripMs)),
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
    this.#awaitNews(this.#options.newsMs);
    const attempt = this.#attempt;
    this.#become({
      name: "live",
      transport: this.#options.transports[index],
      quality: null,
      newsAt: performance.now(),
      retryInMs: null,
      degraded: false,
      notice: null,
    });
    if (attempt === this.#attempt) {
      this.#askForQuality();
    }
  }

  /** @param {number} index @param {Ending} ending */
  #onEnding(index, ending) {
    const inVain = !this.#isOpen || !this.#heard;
    this.#options.debug?.("the connection ended", ending, inVain ? "in vain" : "");
    this.#pause();
    if (ending.kind === "ended") {
      this.finish(ending.outcome);
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
    const first = this.#state.name === "connecting";
    this.#become({
      name: first ? "connecting" : "reconnecting",
      transport: null,
      quality: first ? null : "lost",
      retryInMs: delayMs,
      degraded: false,
    });
  }

  #retryNow() {
    if (this.#timers.has("retry")) {
      this.#connect(this.#first);
    } else {
      this.#doubt();
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
      if (this.#probed) {
        this.#onEnding(this.#first, { kind: "lost", reason: `nothing heard for ${Math.round(silentMs)} ms` });
      } else if (silentMs < this.#options.silenceMs) {
        this.#watchSilence(this.#options.silenceMs - silentMs);
      } else {
        this.#probed = true;
        this.#link?.ask();
        this.#watchSilence(this.#options.answerMs);
      }
    });
  }

  /**
   * The network is gone, or the page was away: a connection may be dead, and nobody told it. One that can be asked is
   * asked at once, and isn't waited for as long as one that was merely silent.
   */
  #doubt() {
    if (this.#isOpen && this.#link?.ask() === true) {
      this.#probed = true;
      this.#watchSilence(this.#options.doubtMs);
    }
  }

  /** @param {number} inMs */
  #awaitNews(inMs) {
    if (inMs === Infinity) {
      return;
    }
    this.#timers.set("news", inMs, () => {
      this.#awaitNews(inMs * 2);
      const attempt = this.#attempt;
      this.#become({ name: "stale" });
      if (attempt === this.#attempt) {
        this.#events.onStale();
      }
    });
  }

  /** A hidden page asks nothing: its timers are slow, and would make the connection look so. */
  #askForQuality() {
    if (globalThis.document?.visibilityState === "hidden" || this.#link?.ask() === true) {
      this.#timers.set("quality", this.#options.askMs, () => this.#askForQuality());
    }
  }

  /** @param {number} roundTripMs */
  #onAnswer(roundTripMs) {
    const quality = this.#meter.add(roundTripMs);
    if (quality !== this.#state.quality) {
      this.#become({ quality });
    }
  }

  /** @param {Notice} notice */
  #onNotice(notice) {
    if (notice.code.startsWith("log_")) {
      this.#onHeard();
      this.#events.onLogNotice?.(notice);
      return;
    }
    this.#askedToReturnInMs = notice.reconnectInMs ?? this.#askedToReturnInMs;
    const degraded = notice.code === "degraded" || (this.#state.degraded && notice.code !== "recovered");
    this.#become({ notice, degraded });
  }

  // ---- the end

  /** @param {WatchError} error */
  #refuse(error) {
    this.close();
    const attempt = this.#attempt;
    const code = typeof error.code === "number" ? error.code : null;
    this.#become({ name: "refused", transport: null, quality: null, retryInMs: null, degraded: false, code });
    if (attempt === this.#attempt) {
      tell(this.#options.onError, error);
    }
  }

  /** @param {Partial<State>} change */
  #become(change) {
    this.#state = Object.freeze({ ...this.#state, ...change });
    this.#options.debug?.("state", this.#state);
    tell(this.#options.onState, this.#state);
  }
}
