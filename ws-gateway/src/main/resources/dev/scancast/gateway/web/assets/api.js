// @ts-check
/** The gateway's REST, as far as the pages need it. */

import { isObject } from "./document.js";

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
    response = await fetch(BASE + path, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
  } catch {
    throw new ProblemError("unreachable", "The gateway can't be reached. Try again in a moment.");
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
export const fetchReport = (id) => request(`/scan/${encodeURIComponent(id)}/report`);

/** @param {string} id */
export const cancelScan = (id) => request(`/scan/${encodeURIComponent(id)}`, { method: "DELETE" });

/** The newest scans' documents, newest first. */
export async function fetchScans() {
  const { scans } = await request("/scans?limit=30");
  return Array.isArray(scans) ? scans.filter(isObject) : [];
}

/** What workers have. */
export async function fetchRepositories() {
  const { repositories } = await request("/repositories?source=local");
  return Array.isArray(repositories) ? repositories.filter(isObject) : [];
}

/**
 * Starts a scan.
 * @param {{ repository_path: string, file_types: string[], exclude_patterns: string[] }} body
 * @returns {Promise<string>} the scan's id
 */
export async function startScan(body) {
  const answer = await request("/scan", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return String(answer.scan_id);
}
