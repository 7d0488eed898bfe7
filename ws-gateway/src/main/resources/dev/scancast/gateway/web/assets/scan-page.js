// @ts-check
/** The page of one scan: watches it and keeps the one state that is shown. */

import { alertPerson, prepareAlerts } from "./alerts.js";
import { cancelScan, fetchComparison, fetchReport, ProblemError } from "./api.js";
import { byId, byIdAs } from "./dom.js";
import { outcomeOf } from "./document.js";
import { addToLog, prepareLog, updateLog } from "./log-view.js";
import { render } from "./scan-view.js";
import { watch } from "./scancast.js";
import { NOT_YET } from "./connection-state.js";
import { pageToken } from "./page-token.js";
import { prepareToasts, toast } from "./toasts.js";
import { shortId, transitionOf } from "./transitions.js";

/** A person who opens a wrong link shouldn't wait as long as a program that opens one too early. */
const WAIT_SECONDS = 10;

/** Not more often than the eye takes in; timers, unlike animation frames, also run in a hidden tab, for its title. */
const RENDER_MS = 40;
const CLOCK_MS = 1000;

const scanId = decodeURIComponent(location.pathname.slice("/scan/".length));

/**
 * All that the page shows.
 * @typedef {object} Model
 * @property {string} scanId
 * @property {import("./document.js").ProgressDocument | null} document
 * @property {number} receivedAt when the document came, in the page's own time
 * @property {number} retryAt when the next attempt to connect begins, in the same time
 * @property {import("./scancast.js").State} connection
 * @property {import("./results-view.js").Results} results
 * @property {"none" | "asked"} cancel
 * @property {string} cancelProblem
 */

/** @type {Model} */
const model = {
  scanId,
  document: null,
  receivedAt: 0,
  retryAt: 0,
  connection: NOT_YET,
  results: { report: null, comparison: null },
  cancel: "none",
  cancelProblem: "",
};

let renderDue = false;

function draw() {
  render(model, performance.now());
  updateLog();
}

function changed() {
  if (!renderDue) {
    renderDue = true;
    setTimeout(() => {
      renderDue = false;
      draw();
    }, RENDER_MS);
  }
}

prepareLog();
prepareToasts();
prepareAlerts();

watch(scanId, {
  waitSeconds: WAIT_SECONDS,
  token: pageToken,
  onProgress(document) {
    tellTransition(document);
    model.document = document;
    model.receivedAt = performance.now();
    changed();
  },
  onLog(line) {
    addToLog(line);
    changed();
  },
  onState(state) {
    tellRecovery(state);
    model.connection = state;
    model.retryAt = performance.now() + (state.retryInMs ?? 0);
    changed();
  },
  onComplete(document) {
    if (document?.report === true) {
      void showReport();
    }
  },
});

const clock = setInterval(() => {
  draw();
  if (model.connection.name === "ended" || model.connection.name === "refused") {
    clearInterval(clock);
  }
}, CLOCK_MS);

/** @param {import("./document.js").ProgressDocument} document */
function tellTransition(document) {
  const transition = transitionOf(scanId, model.document, document);
  if (transition !== null) {
    toast(transition);
  }
  if (transition !== null && outcomeOf(document.status) !== null) {
    alertPerson(scanId, transition.text);
  }
}

/** @param {import("./scancast.js").State} state */
function tellRecovery(state) {
  const { degraded } = model.connection;
  if (state.degraded && !degraded) {
    toast({ tone: "warning", text: "The gateway can’t hear the scan’s source for now.", ms: 5000 });
  } else if (degraded && !state.degraded && state.notice?.code === "recovered") {
    toast({ tone: "completed", text: `Scan ${shortId(scanId)} is heard again.`, ms: 4000 });
  }
}

async function showReport() {
  try {
    model.results = { ...model.results, report: await fetchReport(scanId) };
    changed();
    model.results = { ...model.results, comparison: await fetchComparison(scanId, String(model.document?.repository)) };
    changed();
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      throw error;
    }
    // A report that expired or can't be read now: the document's own figures stand, and the link stays. Nor is there
    // always a run to compare with.
  }
}

const confirm = byIdAs("confirm", HTMLDialogElement);

byId("cancel").addEventListener("click", () => {
  confirm.returnValue = "no";
  confirm.showModal();
});

confirm.addEventListener("close", () => {
  if (confirm.returnValue === "yes" && outcomeOf(model.document?.status) === null) {
    void cancel();
  }
});

async function cancel() {
  model.cancel = "asked";
  model.cancelProblem = "";
  changed();
  try {
    await cancelScan(scanId);
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      throw error;
    }
    model.cancel = "none";
    // Ended meanwhile: the document says so, and that is no trouble.
    model.cancelProblem = error.code === "scan_ended" ? "" : error.message;
  }
  changed();
}

changed();
