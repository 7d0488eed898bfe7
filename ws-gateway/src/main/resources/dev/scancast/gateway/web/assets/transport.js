// @ts-check
/**
 * What every transport is, and what the end of a connection means. A transport is a function that opens one connection
 * and returns its link; it never connects again by itself.
 */

import { isNumber, isObject, outcomeOf } from "./document.js";

/** @typedef {import("./document.js").Outcome} Outcome */

/**
 * What is to be watched.
 * @typedef {object} Target
 * @property {URL} websocket with http or https
 * @property {URL} events of the event stream
 * @property {URL} poll what tells the current state
 * @property {URL | null} log what tells the lines of the log from `after` on, for those who poll; null if nobody wants them
 * @property {URL} ticket where one-time tickets are given
 * @property {{ scan_id?: string, batch?: string }} ticketFor what one is to be for
 * @property {Record<string, string>} [headers] for what is fetched
 * @property {number} patienceMs how long a poll that finds nothing is repeated before it counts as refused
 * @property {number} pollMs between two polls where the gateway doesn't say
 */

/**
 * What a message is: the full state of a scan; a line of its log; or of many scans all of them, or what changed.
 * @typedef {"document" | "log" | "snapshot" | "update"} MessageKind
 */

/**
 * What a transport tells. Nothing is told after `onEnding`, after the link's `close()`, or before the transport
 * returned its link.
 * @typedef {object} TransportEvents
 * @property {() => void} onOpen the connection stands
 * @property {() => void} onHeard the other side lives, and has nothing to say
 * @property {(kind: MessageKind, message: { [field: string]: unknown }, text: string) => void} onMessage
 * @property {(notice: Notice) => void} onNotice
 * @property {(roundTripMs: number) => void} onAnswer a question was answered so many milliseconds after it
 * @property {(ending: Ending) => void} onEnding once, unless the link is closed before
 */

/**
 * Something that a person may want to know: degraded, recovered, status_gone, going_away; or of the log, log_dropped
 * with the lines `from` and `to`, log_restarted.
 * @typedef {{ code: string, message: string, reconnectInMs: number | null, from?: number, to?: number }} Notice
 */

/**
 * Why a connection ended. `ended`: what was watched did. `refused`: not to be asked again. `lost`: come back.
 * @typedef {{ kind: "ended", outcome: Outcome }
 *     | { kind: "refused", code: number, reason: string }
 *     | { kind: "lost", reason: string, retryInMs?: number }} Ending
 */

/**
 * One connection.
 * @typedef {object} Link
 * @property {() => boolean} ask asks the other side for a sign of life; false where that can't be asked
 * @property {() => void} close ends it; leaves no timer, listener or socket
 */

/** @typedef {(target: Target, events: TransportEvents) => Link} Transport */

/** Close codes after which a client must not come back; the others mean that it should. */
const REFUSALS = new Set([1008, 1009, 4401, 4403, 4404]);

/**
 * What a close code says, on whatever transport.
 * @param {number} code
 * @param {string} reason
 * @returns {Ending}
 */
export function endingOf(code, reason) {
  const outcome = outcomeOf(reason);
  if (code === 1000 && outcome !== null) {
    return { kind: "ended", outcome };
  }
  return REFUSALS.has(code) ? { kind: "refused", code, reason } : { kind: "lost", reason: `${code} ${reason}`.trim() };
}

/**
 * A notice as it came; null if it is none.
 * @param {unknown} message
 * @returns {Notice | null}
 */
export function noticeOf(message) {
  if (!isObject(message) || typeof message.code !== "string") {
    return null;
  }
  return {
    code: message.code,
    message: typeof message.message === "string" ? message.message : "",
    reconnectInMs: isNumber(message.reconnect_in_ms) ? message.reconnect_in_ms : null,
    ...(isNumber(message.from) && isNumber(message.to) ? { from: message.from, to: message.to } : {}),
  };
}

/**
 * The object in a JSON text; null if there is none.
 * @param {string} text
 * @returns {{ [field: string]: unknown } | null}
 */
export function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null; // not ours: whoever sent it, there is nothing to show
  }
}
