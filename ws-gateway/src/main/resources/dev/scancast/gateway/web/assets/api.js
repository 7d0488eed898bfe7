// @ts-check
/** The gateway's REST, as far as the pages need it. */

import { isObject } from "./document.js";
import { pageHeaders, showTokenField } from "./page-token.js";

const BASE = "/api/v1/scanner";
const TIMEOUT_MS = 15_000;

/** The gateway said no, or couldn't be asked. */
export class ProblemError extends Error {
  /**
   * @param {string} code stable, as in docs/contract.md; `unreachable` if there was no answer
   * @param {string} detail for people
   */
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

/**
 * @param {string} path below the API's base
 * @param {RequestInit} [init]
 * @returns {Promise<{ [field: string]: unknown }>}
 * @throws {ProblemError}
 */
async function request(path, init = {}) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(BASE + path, {
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...init,
      headers: { ...init.headers, ...pageHeaders() },
    });
  } catch {
    throw new ProblemError("unreachable", "The gateway can't be reached. Try again in a moment.");
  }
  if (response.status === 401) {
    showTokenField();
    return new Promise(() => {}); // the page begins anew with the token
  }
  /** @type {unknown} */
  let body;
  try {
    body = await response.json();
  } catch {
    body = null; // a proxy's page, or nothing: the status must do
  }
  if (response.ok && isObject(body)) {
    return body;
  }
  const problem = isObject(body) ? body : {};
  throw new ProblemError(
    typeof problem.code === "string" ? problem.code : `http_${response.status}`,
    typeof problem.detail === "string" ? problem.detail : `The gateway answered with ${response.status}.`,
  );
}

/** @param {string} id */
export const reportAddress = (id) => `${BASE}/scan/${encodeURIComponent(id)}/report`;

/** @param {string} id */
export const sarifAddress = (id) => `${reportAddress(id)}.sarif`;

/**
 * What changed since the last run of the same repository; null if there is none. It is looked for first, since a browser
 * shows every 404 as an error of the page.
 * @param {string} id
 * @param {string} repository the name in its document
 */
export async function fetchComparison(id, repository) {
  const runs = await fetchScans({ repository, status: "completed", limit: "20" });
  const place = runs.scans.findIndex((scan) => scan.scan_id === id);
  const previous = runs.scans.slice(place + 1).find((scan) => scan.repository === repository && scan.report === true);
  if (place < 0 || previous === undefined) {
    return null;
  }
  const address = `/scan/${encodeURIComponent(id)}/compare`;
  try {
    return await request(`${address}?with=${encodeURIComponent(String(previous.scan_id))}`);
  } catch (error) {
    if (error instanceof ProblemError && error.code === "invalid_value") {
      return request(address); // two repositories have that name: the gateway knows them apart
    }
    throw error;
  }
}

/** @param {string} id */
export const fetchReport = (id) => request(`/scan/${encodeURIComponent(id)}/report`);

/** @param {string} id */
export const cancelScan = (id) => request(`/scan/${encodeURIComponent(id)}`, { method: "DELETE" });

/**
 * Scans' documents, newest first.
 * @param {{ [parameter: string]: string }} parameters as in docs/contract.md; empty ones are left out
 * @returns {Promise<{ scans: { [field: string]: unknown }[], next: string | null }>} `next` is the next page's cursor
 */
export async function fetchScans(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  const { scans, next } = await request(`/scans?${new URLSearchParams(given)}`);
  return { scans: Array.isArray(scans) ? scans.filter(isObject) : [], next: typeof next === "string" ? next : null };
}

/** What workers have. */
export async function fetchRepositories() {
  const { repositories } = await request("/repositories?source=local");
  return Array.isArray(repositories) ? repositories.filter(isObject) : [];
}

/** What workers can do beside the built-in. @returns {Promise<string[]>} names of analyzers */
export async function fetchAnalyzers() {
  const { analyzers } = await request("/environment");
  return Array.isArray(analyzers) ? analyzers.map(String) : [];
}

/** @param {string} path @param {object} body */
const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/**
 * Starts a scan.
 * @param {object} body as in docs/contract.md
 * @returns {Promise<string>} the scan's id
 */
export const startScan = async (body) => String((await post("/scan", body)).scan_id);

/**
 * Starts a batch.
 * @param {object} body as in docs/contract.md
 * @returns {Promise<string>} the batch's id
 */
export const startBatch = async (body) => String((await post("/batch", body)).batch_id);

/** @param {string} id */
export const cancelBatch = (id) => request(`/batch/${encodeURIComponent(id)}`, { method: "DELETE" });
