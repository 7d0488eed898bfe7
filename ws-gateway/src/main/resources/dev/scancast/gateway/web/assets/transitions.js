// @ts-check
/**
 * What happened to a scan while somebody watched it, from one document to the next. What had happened before is not
 * told: not an old scan's end to who opens it later, nor the start of one that runs already. Pure functions.
 */

import { outcomeOf } from "./document.js";
import { plain } from "./format.js";
import { reasonOf } from "./words.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */

/**
 * @typedef {object} Transition
 * @property {"started" | "completed" | "error" | "canceled" | "taken_over"} kind
 * @property {import("./toasts.js").Tone} tone
 * @property {string} text
 * @property {number} ms how long it is worth being shown
 */

/**
 * A scan's id as it is said: of ours the beginning tells enough.
 * @param {string} id
 */
export function shortId(id) {
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id) ? id.slice(0, 8) : plain(id, 40);
}

/**
 * @param {string} id
 * @param {ProgressDocument | null} before null if this is the first one
 * @param {ProgressDocument} now
 * @returns {Transition | null}
 */
export function transitionOf(id, before, now) {
  if (before === null || outcomeOf(before.status) !== null) {
    return null;
  }
  const scan = `Scan ${shortId(id)}`;
  switch (outcomeOf(now.status)) {
    case "completed": {
      const report = now.report === true ? " The report is ready." : "";
      return { kind: "completed", tone: "completed", text: `${scan} completed.${report}`, ms: 5000 };
    }
    case "error": {
      const reason = reasonOf(now).slice(0, 200);
      return { kind: "error", tone: "error", text: `${scan} failed: ${reason || "see the log."}`, ms: 7000 };
    }
    case "canceled":
      return { kind: "canceled", tone: "canceled", text: `${scan} was canceled.`, ms: 4000 };
    case null:
      break;
  }
  if (Number(now.attempt) > Number(before.attempt)) {
    return { kind: "taken_over", tone: "warning", text: `${scan} was taken over by another worker.`, ms: 5000 };
  }
  return before.status === "queued" && now.status !== "queued"
    ? { kind: "started", tone: "running", text: `${scan} started.`, ms: 3000 }
    : null;
}
