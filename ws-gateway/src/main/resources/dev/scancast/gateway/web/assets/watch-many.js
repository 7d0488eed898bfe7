// @ts-check
/** Many scans being watched by one connection: those of a batch, or all. */

import { Connection } from "./connection.js";
import { apiUrl, tell, withDefaults } from "./connection-state.js";
import { isNumber, isObject } from "./document.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */
/** @typedef {import("./document.js").Outcome} Outcome */

/**
 * How far a batch is. Failed and canceled scans count as processed, so that it reaches the total.
 * @typedef {{ total: number, processed: number, success: number, errors: number, canceled: number }} Counts
 */

/**
 * @typedef {object} OwnOptions
 * @property {string | null} [batch] its id; all scans by default
 * @property {(change: Change) => void} [onChange] each change
 * @property {(scans: ReadonlyMap<string, ProgressDocument>, counts: Counts | null) => void} [onComplete] once, when all
 *     scans of a batch have ended; all scans never do
 */

/** @typedef {import("./connection-state.js").ConnectionOptions & OwnOptions} WatchManyOptions */

/**
 * What a message changed.
 * @typedef {object} Change
 * @property {ReadonlyMap<string, ProgressDocument>} scans all that are shown now, by id
 * @property {Counts | null} counts of a batch
 * @property {ReadonlySet<string>} changed the ids of those that are new or other than before
 * @property {ReadonlySet<string>} removed the ids of those that left
 */

/**
 * Begins to watch many scans.
 * @param {WatchManyOptions} [options]
 * @returns {WatchMany}
 */
export function watchMany(options = {}) {
  return new WatchMany(options);
}

export class WatchMany {
  #options;
  #connection;
  /** @type {Map<string, ProgressDocument>} */
  #scans = new Map();
  /** @type {Counts | null} */
  #counts = null;
  /** @type {number | null} */
  #revision = null;

  /** @param {WatchManyOptions} options */
  constructor(options) {
    // Many scans may rest for long: that the gateway lives is enough.
    this.#options = withDefaults({ newsMs: Infinity, ...options });
    this.#connection = new Connection(targetOf(this.#options), this.#options, {
      onMessage: (kind, message) => this.#onMessage(kind, message),
      onStale: () => {},
      onEnded: () => tell(this.#options.onComplete, this.#scans, this.#counts),
    });
    this.#connection.start();
  }

  /** The scans as they are known, by id. @returns {ReadonlyMap<string, ProgressDocument>} */
  get scans() {
    return this.#scans;
  }

  /** How far the batch is; null while that isn't known, and for all scans. */
  get counts() {
    return this.#counts;
  }

  /** How the watching stands. */
  get state() {
    return this.#connection.state;
  }

  /** Ends the watching. No callback follows; no timer, listener or socket remains. May be called twice. */
  close() {
    this.#connection.close();
  }

  /** @param {import("./transport.js").MessageKind} kind @param {{ [field: string]: unknown }} message */
  #onMessage(kind, message) {
    if (kind === "snapshot") {
      this.#replace(entriesOf(message.scans), message);
    } else if (kind === "document") {
      this.#replace(entriesOfPoll(message), message);
      this.#finishIfWhole();
    } else if (kind === "update" && this.#follows(message.rev)) {
      this.#change(message);
    }
  }

  /** A poll tells no end of a batch but by its counts. */
  #finishIfWhole() {
    if (this.#counts !== null && this.#counts.total > 0 && this.#counts.processed === this.#counts.total) {
      this.#connection.finish("completed");
    }
  }

  /** An update that doesn't is old, or of another gateway: a snapshot will come. @param {unknown} revision */
  #follows(revision) {
    return this.#revision !== null && revision === this.#revision + 1;
  }

  /** @param {Map<string, ProgressDocument>} scans @param {{ [field: string]: unknown }} message */
  #replace(scans, message) {
    const changed = new Set(
      [...scans.keys()].filter((id) => JSON.stringify(scans.get(id)) !== JSON.stringify(this.#scans.get(id))),
    );
    const removed = new Set([...this.#scans.keys()].filter((id) => !scans.has(id)));
    this.#scans = scans;
    this.#took(message, changed, removed);
  }

  /** @param {{ [field: string]: unknown }} message */
  #change(message) {
    const changed = new Set();
    const removed = new Set();
    entriesOf(message.scans).forEach((fields, id) => {
      const scan = { ...this.#scans.get(id), ...fields };
      Object.keys(scan).forEach((name) => scan[name] === null && delete scan[name]);
      this.#scans.set(id, scan);
      changed.add(id);
    });
    for (const id of Array.isArray(message.removed) ? message.removed : []) {
      this.#scans.delete(String(id));
      removed.add(String(id));
    }
    this.#took(message, changed, removed);
  }

  /** @param {{ [field: string]: unknown }} message @param {Set<string>} changed @param {Set<string>} removed */
  #took(message, changed, removed) {
    this.#revision = isNumber(message.rev) ? message.rev : null;
    this.#counts = countsOf(message.counts);
    this.#connection.news();
    tell(this.#options.onChange, { scans: this.#scans, counts: this.#counts, changed, removed });
  }
}

/**
 * @param {unknown} scans
 * @returns {Map<string, ProgressDocument>}
 */
function entriesOf(scans) {
  return new Map(
    Object.entries(isObject(scans) ? scans : {}).flatMap(([id, entry]) => (isObject(entry) ? [[id, entry]] : [])),
  );
}

/**
 * What a poll tells: documents in a list.
 * @param {{ [field: string]: unknown }} message
 * @returns {Map<string, ProgressDocument>}
 */
function entriesOfPoll(message) {
  const listed = Array.isArray(message.scans) ? message.scans.filter(isObject) : [];
  return new Map(listed.map((scan) => [String(scan.scan_id), scan]));
}

/**
 * @param {unknown} counts
 * @returns {Counts | null}
 */
function countsOf(counts) {
  if (!isObject(counts)) {
    return null;
  }
  const count = (/** @type {unknown} */ value) => (isNumber(value) ? value : 0);
  return {
    total: count(counts.total),
    processed: count(counts.processed),
    success: count(counts.success),
    errors: count(counts.errors),
    canceled: count(counts.canceled),
  };
}

/**
 * @param {ReturnType<typeof withDefaults<WatchManyOptions>>} options
 * @returns {import("./transport.js").Target}
 */
function targetOf(options) {
  const base = apiUrl(options.baseUrl);
  const websocket = new URL("ws/scans", base);
  const events = new URL("events", base);
  const batch = options.batch ?? null;
  if (batch !== null) {
    websocket.searchParams.set("batch", batch);
    events.searchParams.set("batch", batch);
    websocket.searchParams.set("wait", String(options.waitSeconds));
    events.searchParams.set("wait", String(options.waitSeconds));
  }
  return {
    websocket,
    events,
    poll: new URL(batch === null ? "scans" : `batch/${encodeURIComponent(batch)}`, base),
    log: null,
    ticket: new URL("ticket", base),
    ticketFor: batch === null ? {} : { batch },
    patienceMs: options.waitSeconds * 1000,
    pollMs: options.pollMs,
  };
}
