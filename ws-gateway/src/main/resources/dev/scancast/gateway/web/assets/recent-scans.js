// @ts-check
/** The list of recent scans, asked for again while somebody looks. */

import { fetchScans } from "./api.js";
import { outcomeOf, percentOf } from "./document.js";
import { byId, create, fillBar, setText, show } from "./dom.js";
import { agoText, clockText, countText, percentText, plain, timeOf } from "./format.js";
import { statusWord, toneOf } from "./words.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */

const REFRESH_MS = 2000;
const REFRESH_AFTER_TROUBLE_MS = 5000;

/** Rows by scan, kept so that focus and selection outlive a refresh. @type {Map<string, HTMLElement>} */
const rows = new Map();

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Shows the list and keeps it fresh; rests while the page is hidden. */
export function followRecentScans() {
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") {
      void refresh();
    }
  });
  void refresh();
}

async function refresh() {
  clearTimeout(timer);
  let next = REFRESH_MS;
  try {
    draw(await fetchScans());
    setText(byId("recent-note"), "");
  } catch {
    setText(byId("recent-note"), "The list can’t be read right now. Trying again…");
    next = REFRESH_AFTER_TROUBLE_MS;
  }
  clearTimeout(timer);
  if (document.visibilityState === "visible") {
    timer = setTimeout(refresh, next);
  }
}

/** @param {ProgressDocument[]} scans */
function draw(scans) {
  const list = byId("scans");
  const named = scans.filter((scan) => typeof scan.scan_id === "string");
  const ids = new Set(named.map((scan) => String(scan.scan_id)));
  rows.forEach((row, id) => {
    if (!ids.has(id)) {
      row.remove();
      rows.delete(id);
    }
  });
  named.forEach((scan, place) => {
    const row = rowFor(String(scan.scan_id));
    fill(row, scan);
    if (list.children[place] !== row) {
      list.insertBefore(row, list.children[place] ?? null);
    }
  });
  show(byId("recent-empty"), named.length === 0);
}

/** @param {string} id */
function rowFor(id) {
  const known = rows.get(id);
  if (known !== undefined) {
    return known;
  }
  const link = /** @type {HTMLAnchorElement} */ (create("a", "scan-link"));
  link.href = `/scan/${encodeURIComponent(id)}`;
  const bar = create("span", "bar small", create("span", "fill"));
  bar.setAttribute("aria-hidden", "true");
  link.append(
    create("bdi", "name"),
    create("span", "chip small"),
    create("span", "figure"),
    bar,
    create("span", "faint detail"),
  );
  const row = create("li", "", link);
  rows.set(id, row);
  return row;
}

/** @param {HTMLElement} row @param {ProgressDocument} scan */
function fill(row, scan) {
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (row.querySelector(selector));
  const outcome = outcomeOf(scan.status);
  const percent = percentOf(scan);
  const tone = toneOf(scan.status);
  setText(part(".name"), plain(scan.repository, 80) || plain(scan.scan_id, 80));
  setText(part(".chip"), statusWord(scan.status));
  part(".chip").dataset.tone = tone;
  setText(part(".figure"), percentText(percent));
  part(".bar").dataset.tone = tone;
  fillBar(part(".fill"), percent);
  setText(part(".detail"), detailOf(scan, outcome));
}

/** @param {ProgressDocument} scan @param {string | null} outcome */
function detailOf(scan, outcome) {
  const began = timeOf(scan.started_at);
  const told = timeOf(scan.updated_at);
  const parts = [];
  if (typeof scan.files_scanned === "number" && scan.files_scanned > 0) {
    parts.push(`${countText(scan.files_scanned)} files`);
  }
  if (began !== null && told !== null) {
    parts.push(clockText((told - began) / 1000));
  }
  if (outcome !== null && told !== null) {
    parts.push(agoText((Date.now() - told) / 1000));
  }
  return parts.join(" · ") || plain(scan.message, 80);
}
