// @ts-check
/**
 * The browser client of Scancast: watches a scan, or many, and shows the truth.
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

export { outcomeOf, percentOf } from "./document.js";
export { Watch, watch } from "./watch.js";
export { WatchMany, watchMany } from "./watch-many.js";

/** @typedef {import("./connection-state.js").ConnectionOptions} ConnectionOptions */
/** @typedef {import("./connection-state.js").State} State */
/** @typedef {import("./connection-state.js").StateName} StateName */
/** @typedef {import("./connection-state.js").TransportName} TransportName */
/** @typedef {import("./connection-state.js").WatchError} WatchError */
/** @typedef {import("./document.js").Outcome} Outcome */
/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */
/** @typedef {import("./pass.js").TokenSource} TokenSource */
/** @typedef {import("./watch.js").LogLine} LogLine */
/** @typedef {import("./watch.js").WatchOptions} WatchOptions */
/** @typedef {import("./watch-many.js").WatchManyOptions} WatchManyOptions */
