// @ts-check
/** Draws a scan: one state in, the whole page out. */

import { renderConnection } from "./connection-view.js";
import { isObject, outcomeOf, percentOf } from "./document.js";
import { byId, byIdAs, create, fillBar, setText, show } from "./dom.js";
import { drawFavicon } from "./favicon.js";
import { clockText, countText, etaText, percentText, plain, plainPath, timeOf, tookText } from "./format.js";
import { renderResults } from "./results-view.js";
import { reasonCodeOf, reasonOf, statusWord, stepsOf, toneOf } from "./words.js";

/** @typedef {import("./scan-page.js").Model} Model */
/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */

/** Coarse steps that are spoken; a screen reader shouldn't read out every percent. */
const SPOKEN_EVERY = 25;

/** As wide as a character of a path is at most; where there is less room than the other, it may take two lines. */
const CHARACTER_PX = 8;
const NARROW_PX = 600;

/**
 * @param {Model} model
 * @param {number} now on the same clock as the model's times
 */
export function render(model, now) {
  const { document: scan } = model;
  renderConnection(model, now, { waits: scan?.status === "queued", goesOn: scan === null ? "" : "; the scan goes on", missing: "No such scan" });
  show(byId("scan"), scan !== null);
  show(byId("absent"), scan === null);
  if (scan === null) {
    renderAbsence(model);
  } else {
    renderScan(model, scan, now);
  }
}

// ---- what is there to show

/** @param {Model} model */
function renderAbsence({ connection, scanId }) {
  const refused = connection.name === "refused";
  const missing = refused && connection.code === 4404;
  const name = plain(scanId, 140);
  let title = "Connecting…";
  let text = `Scan ${name}`;
  if (connection.name === "live" || connection.name === "stale") {
    title = "Not here yet";
    text = `Nothing is known of scan ${name} so far. It is shown as soon as it begins.`;
  } else if (connection.name === "ended") {
    title = statusWord(connection.outcome);
    text = `Scan ${name} has ended; what it said is not kept any more.`;
  } else if (missing) {
    title = "There is no such scan";
    text = `Nothing is known of scan ${name}. It may never have begun, or ended so long ago that it was forgotten.`;
  } else if (connection.code === 4401) {
    title = "Token needed"; // and the page has the field for it
    text = "";
  } else if (refused) {
    title = "This scan can’t be shown";
    text = `The gateway refused scan ${name}${connection.code === null ? "" : ` (${connection.code})`}.`;
  } else if (connection.retryInMs !== null) {
    title = "The gateway can’t be reached";
    text = `Scan ${name} is shown as soon as it answers.`;
  }
  setText(byId("absent-title"), title);
  setText(byId("absent-text"), text);
  show(byId("absent-actions"), refused);
  if (refused) {
    document.title = `${title} · Scancast`;
    drawFavicon("canceled", null);
  }
}

// ---- the scan

/** @param {Model} model @param {ProgressDocument} scan @param {number} now */
function renderScan(model, scan, now) {
  const outcome = outcomeOf(scan.status);
  const percent = percentOf(scan);
  const tone = toneOf(scan.status);
  const name = plain(scan.repository, 120) || model.scanId;
  const word = statusWord(scan.status);

  setText(byId("repository"), name);
  setText(byId("scan-id"), model.scanId);
  const attempt = Number(scan.attempt);
  show(byId("attempt"), attempt > 1);
  setText(byId("attempt"), ` · attempt ${attempt}`);
  setText(byId("status"), word);
  byId("status").dataset.tone = tone;

  renderBar(percent, outcome, tone);
  renderTimes(model, scan, outcome, now);
  const message = plain(scan.message) || plain(isObject(scan.progress) ? scan.progress.phase : "");
  const tellsMore = outcome !== "error" && message.toLowerCase() !== word.toLowerCase();
  setText(byId("message"), tellsMore ? message : "");
  show(byId("now"), outcome === null || (tellsMore && message !== ""));
  byId("now").classList.toggle("steady", outcome === null);
  setText(byId("file"), outcome === null ? plainPath(scan.current_file, roomForPath()) : "");
  renderFailure(scan, outcome);
  renderSteps(scan);
  renderCounters(model, scan, outcome);
  renderResults(model.results, scan, model.scanId);
  renderCancel(model, outcome);
  show(byId("alerts"), outcome === null);

  const figure = percentText(percent);
  const isLeft = model.connection.name === "refused"; // nothing new comes, and the tab shouldn't look as if it did
  const lead = isLeft ? "Not connected" : outcome === null ? figure || word : outcome === "completed" ? word : `${word} at ${figure || "?"}`;
  document.title = `${lead} · ${plain(scan.repository, 60) || model.scanId} · Scancast`;
  drawFavicon(tone, percent);
  speak(model.connection.name === "reconnecting" ? "Connection lost, reconnecting; the scan goes on" : spokenOf(word, percent));
}

/** Of a path so much is shown that it never takes another line: what stands below must not jump with each file. */
function roomForPath() {
  const width = byId("now").clientWidth;
  return Math.max(20, Math.floor(width / CHARACTER_PX) * (width < NARROW_PX ? 2 : 1) - 2);
}

/** @param {number | null} percent @param {string | null} outcome @param {string} tone */
function renderBar(percent, outcome, tone) {
  const bar = byId("bar");
  setText(byId("percent"), percentText(percent) || (outcome === null ? "…" : ""));
  bar.dataset.tone = tone;
  bar.classList.toggle("indeterminate", percent === null && outcome === null);
  if (percent === null) {
    bar.removeAttribute("aria-valuenow");
  } else {
    bar.setAttribute("aria-valuenow", percent.toFixed(1));
  }
  fillBar(byId("fill"), percent);
}

/**
 * Elapsed time is told by the scanner's clock alone, and goes on by ours from when the document came.
 * @param {Model} model @param {ProgressDocument} scan @param {string | null} outcome @param {number} now
 */
function renderTimes(model, scan, outcome, now) {
  const since = (now - model.receivedAt) / 1000;
  const began = timeOf(scan.started_at);
  const told = timeOf(scan.updated_at);
  show(byId("eta-block"), outcome === null);
  setText(byId("eta"), etaText(scan, since));
  show(byId("elapsed-block"), began !== null && told !== null);
  if (began !== null && told !== null) {
    const seconds = (told - began) / 1000;
    setText(byId("elapsed-label"), outcome === null ? "Elapsed" : "Took");
    setText(byId("elapsed"), outcome === null ? clockText(seconds + since) : tookText(seconds));
  }
}

/** @param {ProgressDocument} scan @param {string | null} outcome */
function renderFailure(scan, outcome) {
  if (outcome === "error") {
    setText(byId("reason"), reasonOf(scan) || "It gave no reason.");
    setText(byId("reason-code"), reasonCodeOf(scan));
  }
  show(byId("failure"), outcome === "error");
}

let stepsDrawn = "";

/** @param {ProgressDocument} scan */
function renderSteps(scan) {
  const steps = stepsOf(scan);
  const key = JSON.stringify(steps);
  if (key === stepsDrawn) {
    return;
  }
  stepsDrawn = key;
  show(byId("steps-card"), steps.length > 0);
  byId("steps").replaceChildren(
    ...steps.map((step) => {
      const item = create("li", step.nested ? "nested" : "", create("span", "mark"));
      item.dataset.state = step.state;
      const label = create("bdi", "label", step.label);
      item.append(label, create("span", "state", stepWord(step)));
      return item;
    }),
  );
}

/** @param {import("./words.js").Step} step */
function stepWord({ name, state, percent }) {
  const figure = percentText(percent);
  if (name === "queued" && state === "running") {
    return "now";
  }
  if (state === "unreached") {
    return "not reached";
  }
  return figure === "" ? state : state === "running" ? figure : `${state} at ${figure}`;
}

/** @param {Model} model @param {ProgressDocument} scan @param {string | null} outcome */
function renderCounters(model, scan, outcome) {
  const counters = [scan.files_scanned, scan.nodes_found, scan.findings, scan.file_errors];
  show(byId("counters-card"), model.results.report === null && counters.some((value) => typeof value === "number"));
  setText(byId("counters-title"), outcome === null ? "So far" : "In the end");
  setText(byId("files"), countText(scan.files_scanned));
  setText(byId("files-total"), typeof scan.total_files === "number" ? ` of ${countText(scan.total_files)}` : "");
  setText(byId("nodes"), countText(scan.nodes_found));
  setText(byId("findings"), countText(scan.findings));
  setText(byId("file-errors"), countText(scan.file_errors));
  byId("file-errors-block").classList.toggle("some", Number(scan.file_errors) > 0);
}

/** @param {Model} model @param {string | null} outcome */
function renderCancel(model, outcome) {
  const button = byIdAs("cancel", HTMLButtonElement);
  show(button, outcome === null);
  if (outcome !== null) {
    byIdAs("confirm", HTMLDialogElement).close("no"); // there is nothing left to cancel
  }
  button.disabled = model.cancel === "asked";
  const waits = outcome === null && model.cancel === "asked";
  setText(byId("cancel-note"), waits ? "Asked to stop; the scanner ends it as soon as it notices." : plain(model.cancelProblem));
}

// ---- what is spoken

let spoken = "";

/** @param {string} word @param {number | null} percent */
function spokenOf(word, percent) {
  const coarse = percent === null ? 0 : Math.floor(percent / SPOKEN_EVERY) * SPOKEN_EVERY;
  return coarse > 0 && coarse < 100 ? `${word}, ${coarse} percent` : word;
}

/** @param {string} text */
function speak(text) {
  if (text !== spoken) {
    spoken = text;
    setText(byId("spoken"), text);
  }
}
