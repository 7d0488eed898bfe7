// @ts-check
/** Draws a batch: one state in, the whole page out. */

import { renderConnection } from "./connection-view.js";
import { outcomeOf, percentOf } from "./document.js";
import { byId, byIdAs, fillBar, setText, show } from "./dom.js";
import { drawFavicon } from "./favicon.js";
import { countText, plain } from "./format.js";
import { ScanList } from "./scan-list.js";

/** @typedef {import("./batch-page.js").Model} Model */
/** @typedef {import("./watch-many.js").Counts} Counts */

/** Coarse steps that are spoken. */
const SPOKEN_EVERY = 25;

/** @type {ScanList | null} */
let list = null;

/**
 * @param {Model} model
 * @param {number} now on the same clock as the model's times
 */
export function renderBatch(model, now) {
  const goesOn = model.counts === null ? "" : "; the scans go on";
  renderConnection(model, now, { goesOn, missing: "No such batch" });
  show(byId("batch"), model.counts !== null);
  show(byId("absent"), model.counts === null);
  if (model.counts === null) {
    renderAbsence(model);
  } else {
    renderCounts(model, model.counts);
    list ??= new ScanList(byId("scans"));
    list.draw([...model.scans].sort(([a, scanA], [b, scanB]) => nameOf(a, scanA).localeCompare(nameOf(b, scanB))));
  }
}

/** @param {string} id @param {import("./document.js").ProgressDocument} scan */
const nameOf = (id, scan) => `${plain(scan.title, 80) || plain(scan.repository, 80)} ${id}`;

/** @param {Model} model */
function renderAbsence({ batchId, connection }) {
  const name = plain(batchId, 140);
  const refused = connection.name === "refused";
  const missing = refused && connection.code === 4404;
  const needsToken = connection.code === 4401; // the page has the field for it
  const said = needsToken ? "Token needed" : "This batch can’t be shown";
  const title = missing ? "There is no such batch" : refused ? said : "Connecting…";
  const text = missing ? `Nothing is known of batch ${name}, or not any more.` : `Batch ${name}`;
  const waits = connection.name === "live";
  setText(byId("absent-title"), waits ? "Not here yet" : title);
  setText(byId("absent-text"), waits ? `Batch ${name} is shown as soon as it begins.` : text);
  show(byId("absent-actions"), refused);
  if (refused) {
    document.title = `${title} · Scancast`;
    drawFavicon("canceled", null);
  }
}

/** @param {Model} model @param {Counts} counts */
function renderCounts(model, counts) {
  const ended = counts.total > 0 && counts.processed === counts.total;
  const failed = counts.errors > 0;
  const tone = ended ? (failed ? "error" : counts.success === 0 ? "canceled" : "completed") : "running";
  const percent = ended ? 100 : percentOfAll(model, counts);
  setText(byId("batch-id"), model.batchId);
  setText(byId("status"), ended ? "Ended" : "Running");
  byId("status").dataset.tone = tone;
  setText(byId("done"), countText(counts.processed));
  setText(byId("total"), ` of ${countText(counts.total)} done`);
  setText(byId("success"), countText(counts.success));
  setText(byId("errors"), countText(counts.errors));
  byId("errors-block").classList.toggle("some", failed);
  setText(byId("canceled"), countText(counts.canceled));
  setText(byId("left"), countText(counts.total - counts.processed));
  const bar = byId("bar");
  bar.dataset.tone = ended && counts.success > 0 ? "completed" : tone;
  bar.setAttribute("aria-valuenow", percent.toFixed(1));
  fillBar(byId("fill"), percent);
  byId("fill").style.background = ended && counts.success > 0 ? sharesOf(counts) : "";
  setText(byId("summary"), ended ? summary(counts) : "");
  show(byId("summary"), ended);
  renderCancel(model, ended);
  document.title = `${ended ? "Ended" : `${counts.processed}/${counts.total}`} · Batch · Scancast`;
  drawFavicon(tone, percent);
  speak(model.connection.name === "reconnecting" ? "Connection lost, reconnecting; the scans go on" : spokenOf(counts, percent, ended));
}

/** How they ended, along the bar. @param {Counts} counts */
function sharesOf({ total, success, errors }) {
  const [well, failed] = [success, success + errors].map((count) => `${((100 * count) / total).toFixed(2)}%`);
  return `linear-gradient(to right, var(--good) ${well}, var(--bad) ${well} ${failed}, var(--faint) ${failed})`;
}

/** Of a scan that failed nothing more is to come, so that the bar gets to its end. @param {Model} model @param {Counts} counts */
function percentOfAll({ scans }, counts) {
  let sum = 0;
  scans.forEach((scan) => {
    sum += outcomeOf(scan.status) === null ? (percentOf(scan) ?? 0) : 100;
  });
  return counts.total === 0 ? 0 : Math.min(100, sum / counts.total);
}

/** @param {Counts} counts */
function summary({ total, success, errors, canceled }) {
  if (success === total) {
    return `All ${countText(total)} scans completed.`;
  }
  const parts = [`${countText(success)} completed`, `${countText(errors)} failed`];
  return `All ${countText(total)} scans have ended: ${[...parts, ...(canceled > 0 ? [`${countText(canceled)} canceled`] : [])].join(", ")}.`;
}

/** @param {Model} model @param {boolean} ended */
function renderCancel(model, ended) {
  const button = byIdAs("cancel", HTMLButtonElement);
  show(button, !ended);
  if (ended) {
    byIdAs("confirm", HTMLDialogElement).close("no"); // there is nothing left to cancel
  }
  button.disabled = model.cancel === "asked";
  const waits = !ended && model.cancel === "asked";
  setText(byId("cancel-note"), waits ? "Asked to stop; each scan ends as soon as its scanner notices." : plain(model.cancelProblem));
}

let spoken = "";

/** @param {Counts} counts @param {number} percent @param {boolean} ended */
function spokenOf(counts, percent, ended) {
  const coarse = Math.floor(percent / SPOKEN_EVERY) * SPOKEN_EVERY;
  return ended ? summary(counts) : coarse > 0 ? `${coarse} percent` : "";
}

/** @param {string} text */
function speak(text) {
  if (text !== spoken) {
    spoken = text;
    setText(byId("spoken"), text);
  }
}
