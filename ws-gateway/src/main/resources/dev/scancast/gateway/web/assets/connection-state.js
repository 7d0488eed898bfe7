// @ts-check
/** How a connection stands, what may be said of it, and the little that all who hold one share. */

/** @typedef {import("./document.js").Outcome} Outcome */
/** @typedef {import("./transport.js").Notice} Notice */
/** @typedef {"websocket" | "sse" | "poll"} TransportName */

/**
 * connecting: nothing stands yet. live: a connection stands. stale: it stands, and nothing new came by it for long;
 * the status is asked for. reconnecting: it was lost, and comes back. ended: what was watched did. refused: there is no
 * such thing, or not for us. The last two are final.
 * @typedef {"connecting" | "live" | "stale" | "reconnecting" | "ended" | "refused"} StateName
 */

/**
 * How the watching stands.
 * @typedef {object} State
 * @property {StateName} name
 * @property {TransportName | null} transport what the connection goes by; null if none stands
 * @property {import("./quality.js").Quality | "lost" | null} quality by the time that answers take; lost while no
 *     connection stands that stood before; null while nothing can be known, as on an event stream
 * @property {number} newsAt when something new came last, or the connection began, by `performance.now()`
 * @property {number | null} retryInMs while reconnecting: when the next attempt begins; null if one is under way
 * @property {boolean} degraded whether the gateway said that it can't hear the scan's source for now
 * @property {Notice | null} notice what the gateway told last on this connection
 * @property {Outcome | null} outcome how it ended
 * @property {number | null} code the close code of a refusal, such as 4404
 */

/**
 * Watching can't go on: it isn't there (4404), isn't ours to see (4401, 4403), or `maxAttempts` were in vain
 * (`gave_up`).
 * @typedef {{ code: number | "gave_up", reason: string }} WatchError
 */

/**
 * Every time is in milliseconds.
 * @typedef {object} ConnectionOptions
 * @property {(state: State) => void} [onState] each change
 * @property {(error: WatchError) => void} [onError] once, if watching can't go on; a lost connection isn't one
 * @property {import("./pass.js").TokenSource} [token] asked at each attempt for the token, where the gateway wants one
 * @property {string} [baseUrl] of the API; `/api/v1/scanner` of the page's origin by default
 * @property {TransportName[]} [transports] in the order in which they are tried
 * @property {number} [waitSeconds] how long what isn't there is waited for, 0 to 300; 30
 * @property {number} [connectTimeoutMs] for each attempt; 10,000
 * @property {number} [reconnectBaseMs] the first limit of the jitter; 500
 * @property {number} [reconnectCapMs] its highest limit; 20,000
 * @property {number} [stableMs] a connection that stood so long resets the limit; 10,000
 * @property {number} [silenceMs] after so long without a word the gateway is asked for one; 15,000
 * @property {number} [answerMs] and after so long without an answer the connection counts as lost; 10,000
 * @property {number} [doubtMs] the same where the network went, or the page or the network came back; 3,000
 * @property {number} [askMs] between two questions that measure the connection; 10,000
 * @property {number} [newsMs] after so long without anything new the status is asked for, then after twice as long, and
 *     so on; 60,000, and Infinity for many scans
 * @property {number} [pollMs] between two polls where the gateway doesn't say; 3,000
 * @property {number} [upgradeMs] after so long on a lesser transport the better ones are tried again, then after twice
 *     as long, and so on; 60,000
 * @property {number} [maxAttempts] rounds through all transports in vain, one after the other, until it gives up; no
 *     limit by default
 * @property {(...words: unknown[]) => void} [debug] hears what happens, `console.debug` for instance
 */

const DEFAULTS = Object.freeze({
  baseUrl: "/api/v1/scanner",
  transports: /** @type {TransportName[]} */ (["websocket", "sse", "poll"]),
  waitSeconds: 30,
  connectTimeoutMs: 10_000,
  reconnectBaseMs: 500,
  reconnectCapMs: 20_000,
  stableMs: 10_000,
  silenceMs: 15_000,
  answerMs: 10_000,
  doubtMs: 3_000,
  askMs: 10_000,
  newsMs: 60_000,
  pollMs: 3_000,
  upgradeMs: 60_000,
  maxAttempts: Infinity,
});

/** How a connection that was never tried stands. @type {State} */
export const NOT_YET = Object.freeze({
  name: "connecting",
  transport: null,
  quality: null,
  newsAt: 0,
  retryInMs: null,
  degraded: false,
  notice: null,
  outcome: null,
  code: null,
});

/**
 * The options with what wasn't given.
 * @template {ConnectionOptions} T
 * @param {T} options
 */
export function withDefaults(options) {
  const given = /** @type {T} */ (
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  );
  return { ...DEFAULTS, ...given };
}

/**
 * The API's address, absolute, with a slash at its end.
 * @param {string} baseUrl
 */
export function apiUrl(baseUrl) {
  const base = new URL(baseUrl, globalThis.location?.href).href;
  return base.endsWith("/") ? base : `${base}/`;
}

/**
 * A callback that fails is its owner's trouble, told where uncaught errors are; the watching goes on.
 * @template {unknown[]} A
 * @param {((...values: A) => void) | undefined} callback
 * @param {A} values
 */
export function tell(callback, ...values) {
  try {
    callback?.(...values);
  } catch (error) {
    globalThis.reportError?.(error);
  }
}
