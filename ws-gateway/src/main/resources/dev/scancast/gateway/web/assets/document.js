// @ts-check
/**
 * What a progress document says, whoever published it. Pure functions: nothing here touches the page or the network.
 */

/**
 * How a scan ended.
 * @typedef {"completed" | "error" | "canceled"} Outcome
 */

/**
 * A progress document. Only what the client itself looks at is named; every other field is there as it was published,
 * and a foreign publisher may have put anything anywhere.
 * @typedef {{ status?: unknown, progress?: unknown, epoch?: unknown, seq?: unknown, [field: string]: unknown }}
 *     ProgressDocument
 */

/** The terminal words, foreign ones included, in lower case. @type {ReadonlyMap<string, Outcome>} */
const OUTCOMES = new Map([
  ["completed", "completed"],
  ["finished", "completed"],
  ["error", "error"],
  ["failed", "error"],
  ["aborted", "error"],
  ["canceled", "canceled"],
  ["cancelled", "canceled"],
]);

/**
 * The end that a status word means; null for every word that ends nothing.
 * @param {unknown} status
 * @returns {Outcome | null}
 */
export function outcomeOf(status) {
  return typeof status === "string" ? (OUTCOMES.get(status.toLowerCase()) ?? null) : null;
}

/**
 * The percent, 0 to 100; null while it isn't known. Foreign documents may hold an object with a `percent`.
 * @param {ProgressDocument | null} document
 * @returns {number | null}
 */
export function percentOf(document) {
  const progress = document?.progress;
  const percent = isObject(progress) ? progress.percent : progress;
  return isNumber(percent) ? Math.min(100, Math.max(0, percent)) : null;
}

/**
 * Whether a document may be shown over another. With epoch and seq on both, the higher wins. A document without them
 * never goes over one that has them. All others were put in order by the gateway, which alone can tell a straggler
 * from a publisher that began again.
 * @param {ProgressDocument} document
 * @param {ProgressDocument | null} shown null if none is
 * @returns {boolean}
 */
export function mayReplace(document, shown) {
  if (shown === null) {
    return true;
  }
  if (outcomeOf(shown.status) !== null) {
    return false;
  }
  if (!hasVersion(shown)) {
    return true;
  }
  if (!hasVersion(document)) {
    return false;
  }
  return document.epoch === shown.epoch ? document.seq > shown.seq : document.epoch > shown.epoch;
}

/**
 * @param {ProgressDocument} document
 * @returns {document is ProgressDocument & { epoch: number, seq: number }}
 */
function hasVersion(document) {
  return isNumber(document.epoch) && isNumber(document.seq);
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
export function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/**
 * @param {unknown} value
 * @returns {value is { [field: string]: unknown }}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
