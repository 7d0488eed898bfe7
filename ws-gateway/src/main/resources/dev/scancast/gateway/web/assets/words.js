// @ts-check
/** The words of a scan's states, and which steps it takes. Pure functions. */

import { isNumber, isObject, outcomeOf } from "./document.js";
import { plain } from "./format.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */

/** @type {ReadonlyMap<string, string>} */
const STATUS_WORDS = new Map([
  ["queued", "Waiting"],
  ["cloning", "Cloning"],
  ["discovering", "Discovering files"],
  ["scanning", "Scanning"],
  ["aggregating", "Aggregating"],
  ["writing", "Writing report"],
  ["completed", "Completed"],
  ["error", "Failed"],
  ["canceled", "Canceled"],
]);

/**
 * A status as people read it; one that we don't know is shown as it is.
 * @param {unknown} status
 */
export function statusWord(status) {
  const known = typeof status === "string" ? STATUS_WORDS.get(outcomeOf(status) ?? status) : undefined;
  return known ?? (plain(status, 40) || "Unknown");
}

/**
 * In which of five looks a status is shown.
 * @param {unknown} status
 * @returns {"waiting" | "running" | "completed" | "error" | "canceled"}
 */
export function toneOf(status) {
  return outcomeOf(status) ?? (status === "queued" ? "waiting" : "running");
}

/** @type {ReadonlyMap<string, string>} */
const PHASES = new Map([
  ["queued", "Waiting for a worker"],
  ["cloning", "Cloning repository"],
  ["discovering", "Discovering files"],
  ["scanning", "Analyzing code"],
  ["aggregating", "Aggregating results"],
  ["writing", "Writing report"],
]);

const STEP_STATES = new Set(["pending", "running", "done", "failed", "skipped"]);

/**
 * A line of the step list. `stopped`: it was under way when the scan was canceled; `unreached`: the scan ended before.
 * @typedef {{ name: string, label: string, state: string, percent: number | null, nested: boolean }} Step
 */

/**
 * The steps of a scan, those to come too. Built from the phase that the document names and the steps that it lists; a
 * foreign document that names none of our phases has but the steps that it lists.
 * @param {ProgressDocument} document
 * @returns {Step[]}
 */
export function stepsOf(document) {
  const listed = listedSteps(document);
  const phases = [...PHASES.keys()];
  const outcome = outcomeOf(document.status);
  const phase = phases.indexOf(String(outcome === null ? document.status : document.step));
  if (phase < 0) {
    return outcome === null ? listed : listed.map((step) => ({ ...step, state: lastState(step.state, outcome) }));
  }
  const clones = phases[phase] === "cloning" || listed.some((step) => step.name === "cloning");
  /** @type {Step[]} */
  const steps = [];
  phases.forEach((name, place) => {
    if (name === "cloning" && !clones) {
      return;
    }
    const known = listed.find((step) => step.name === name);
    const state = stateOf(place - phase, outcome);
    const isSure = outcome !== null && place === phase;
    steps.push({
      name,
      label: PHASES.get(name) ?? name,
      state: known && !isSure ? known.state : state,
      percent: state === "running" ? (known?.percent ?? null) : null,
      nested: false,
    });
    if (name === "scanning") {
      steps.push(...listed.filter((step) => !PHASES.has(step.name)).map((step) => ({ ...step, nested: true })));
    }
  });
  if (outcome === null) {
    return steps;
  }
  const isAhead = (/** @type {Step} */ { name, nested }) => phases.indexOf(nested ? "scanning" : name) > phase;
  return steps.map((step) => {
    const state = lastState(step.state, outcome);
    // Who ended it may have written of each step that was still to come that it was skipped.
    return { ...step, state: state === "skipped" && outcome !== "completed" && isAhead(step) ? "unreached" : state };
  });
}

/**
 * What a step's state is once the scan has ended: nothing runs any more, and what is pending won't come.
 * @param {string} state
 * @param {import("./document.js").Outcome} outcome
 */
function lastState(state, outcome) {
  return state === "running" ? unended(outcome) : state === "pending" ? "unreached" : state;
}

/** @param {number} distance from the phase that the scan is in @param {import("./document.js").Outcome | null} outcome */
function stateOf(distance, outcome) {
  if (distance < 0 || outcome === "completed") {
    return "done";
  }
  if (distance > 0) {
    return "pending";
  }
  return outcome === null ? "running" : unended(outcome);
}

/** @param {import("./document.js").Outcome} outcome */
function unended(outcome) {
  return outcome === "completed" ? "done" : outcome === "error" ? "failed" : "stopped";
}

/**
 * @param {ProgressDocument} document
 * @returns {Step[]}
 */
function listedSteps(document) {
  const steps = Array.isArray(document.steps) ? document.steps.slice(0, 20).filter(isObject) : [];
  return steps.map((step) => ({
    name: String(step.name),
    label: plain(step.name, 60) || "Unnamed",
    state: STEP_STATES.has(String(step.state)) ? String(step.state) : "pending",
    percent: isNumber(step.progress) && step.state !== "done" ? step.progress : null,
    nested: false,
  }));
}

/**
 * Why a scan failed, for people; empty where the document doesn't tell.
 * @param {ProgressDocument} document
 */
export function reasonOf(document) {
  const error = document.error;
  return plain(isObject(error) ? error.message : error, 2000) || plain(document.message, 2000);
}

/** @param {ProgressDocument} document */
export function reasonCodeOf(document) {
  return isObject(document.error) ? plain(document.error.code, 60) : "";
}
