// @ts-check
/** The page of a batch: all its scans on one connection, to a summary at their end. */

import { cancelBatch, ProblemError } from "./api.js";
import { renderBatch } from "./batch-view.js";
import { NOT_YET } from "./connection-state.js";
import { byId, byIdAs } from "./dom.js";
import { watchMany } from "./scancast.js";
import { pageToken } from "./page-token.js";
import { prepareToasts, toast } from "./toasts.js";

/** A person who opens a wrong link shouldn't wait as long as a program that opens one too early. */
const WAIT_SECONDS = 10;

const RENDER_MS = 100;
const CLOCK_MS = 1000;

const batchId = decodeURIComponent(location.pathname.slice("/batch/".length));

/**
 * All that the page shows.
 * @typedef {object} Model
 * @property {string} batchId
 * @property {ReadonlyMap<string, import("./document.js").ProgressDocument>} scans
 * @property {import("./watch-many.js").Counts | null} counts null while nothing is known
 * @property {import("./scancast.js").State} connection
 * @property {number} retryAt when the next attempt to connect begins, in the page's own time
 * @property {"none" | "asked"} cancel
 * @property {string} cancelProblem
 */

/** @type {Model} */
const model = {
  batchId,
  scans: new Map(),
  counts: null,
  connection: NOT_YET,
  retryAt: 0,
  cancel: "none",
  cancelProblem: "",
};

let renderDue = false;

function changed() {
  if (!renderDue) {
    renderDue = true;
    setTimeout(() => {
      renderDue = false;
      renderBatch(model, performance.now());
    }, RENDER_MS);
  }
}

prepareToasts();

watchMany({
  batch: batchId,
  waitSeconds: WAIT_SECONDS,
  token: pageToken,
  onChange({ scans, counts }) {
    const before = model.counts;
    model.scans = scans;
    model.counts = counts;
    if (before !== null && counts !== null && before.processed < before.total && counts.processed === counts.total) {
      const well = counts.success === counts.total;
      const text = well ? "All of it completed." : `${counts.success} of ${counts.total} completed.`;
      toast({ tone: well ? "completed" : "error", text: `The batch has ended. ${text}`, ms: well ? 5000 : 7000 });
    }
    changed();
  },
  onState(state) {
    model.connection = state;
    model.retryAt = performance.now() + (state.retryInMs ?? 0);
    changed();
  },
});

const clock = setInterval(() => {
  renderBatch(model, performance.now());
  if (model.connection.name === "ended" || model.connection.name === "refused") {
    clearInterval(clock);
  }
}, CLOCK_MS);

const confirm = byIdAs("confirm", HTMLDialogElement);

byId("cancel").addEventListener("click", () => {
  confirm.returnValue = "no";
  confirm.showModal();
});

confirm.addEventListener("close", () => {
  if (confirm.returnValue === "yes") {
    void cancel();
  }
});

async function cancel() {
  model.cancel = "asked";
  model.cancelProblem = "";
  changed();
  try {
    await cancelBatch(batchId);
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      throw error;
    }
    model.cancel = "none";
    model.cancelProblem = error.code === "batch_ended" ? "" : error.message;
  }
  changed();
}

changed();
