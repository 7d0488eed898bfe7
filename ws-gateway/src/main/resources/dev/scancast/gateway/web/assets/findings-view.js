// @ts-check
/** The findings as a table that can be sorted and searched. */

import { isNumber } from "./document.js";
import { byId, byIdAs, create, setText, show } from "./dom.js";
import { countText, plain, plainPath } from "./format.js";
import { placeOf } from "./places.js";
import { NO_LINKS } from "./source-links.js";

/** @typedef {{ [field: string]: unknown }} Json */

const ROWS_AT_ONCE = 25;

/** The worst first. */
const SEVERITIES = ["error", "warning", "note"];

/**
 * A finding as it is shown.
 * @typedef {{ severity: string, rank: number, rule: string, path: string, line: number, message: string, all: string,
 *     place: unknown }} Row `place` is the path as it was told, which links need
 */

/** By what the table can be sorted. @type {{ [column: string]: (a: Row, b: Row) => number }} */
const ORDERS = {
  severity: (a, b) => a.rank - b.rank,
  rule: (a, b) => compare(a.rule, b.rule),
  place: (a, b) => compare(a.path, b.path) || a.line - b.line,
};

/** @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** @type {Row[]} */
let rows = [];
let column = "severity";
let direction = 1;
let shown = ROWS_AT_ONCE;
let prepared = false;
let links = NO_LINKS;

/**
 * @param {Json[]} findings
 * @param {unknown} total how many there were, of which the report may have the worst only
 * @param {import("./source-links.js").SourceLinks} sourceLinks
 */
export function showFindings(findings, total, sourceLinks) {
  links = sourceLinks;
  rows = findings.map(rowOf);
  prepare();
  show(byId("findings-card"), rows.length > 0);
  const cut = isNumber(total) && total > rows.length;
  setText(byId("findings-cut"), cut ? `The report holds the worst ${countText(rows.length)} of ${countText(total)}.` : "");
  draw();
}

/** @param {Json} finding @returns {Row} */
function rowOf(finding) {
  const severity = plain(finding.severity, 20).toLowerCase();
  const rank = SEVERITIES.indexOf(severity);
  const row = {
    severity: severity || "–",
    rank: rank < 0 ? SEVERITIES.length : rank,
    rule: plain(finding.rule, 100),
    path: plainPath(finding.path ?? ""),
    line: isNumber(finding.line) ? finding.line : 0,
    message: plain(finding.message, 1000),
    place: finding.path,
  };
  const searched = `${row.rule} ${row.path} ${row.message} ${plain(finding.analyzer, 60)}`;
  return { ...row, all: searched.toLowerCase() };
}

function prepare() {
  if (prepared) {
    return;
  }
  prepared = true;
  for (const id of ["finding-severity", "finding-search"]) {
    byId(id).addEventListener("input", () => {
      shown = ROWS_AT_ONCE;
      draw();
    });
  }
  for (const name of Object.keys(ORDERS)) {
    byId(`sort-${name}`).addEventListener("click", () => {
      direction = column === name ? -direction : 1;
      column = name;
      draw();
    });
  }
  byId("findings-more").addEventListener("click", () => {
    const next = shown;
    shown += ROWS_AT_ONCE;
    draw();
    /** @type {HTMLElement | undefined} */ (byId("finding-rows").children[next])?.focus();
  });
}

function draw() {
  const worst = byIdAs("finding-severity", HTMLSelectElement).value;
  const search = byIdAs("finding-search", HTMLInputElement).value.trim().toLowerCase();
  const least = worst === "" ? SEVERITIES.length : SEVERITIES.indexOf(worst);
  const order = ORDERS[column];
  const wanted = rows.filter((row) => row.rank <= least && row.all.includes(search));
  wanted.sort((a, b) => direction * (order(a, b) || 0) || ORDERS.severity(a, b) || ORDERS.place(a, b));
  for (const name of Object.keys(ORDERS)) {
    const header = /** @type {HTMLElement} */ (byId(`sort-${name}`).closest("th"));
    header.ariaSort = name === column ? (direction > 0 ? "ascending" : "descending") : "none";
  }
  byId("finding-rows").replaceChildren(...wanted.slice(0, shown).map(element));
  show(byId("findings-more"), wanted.length > shown);
  setText(byId("findings-more"), `Show more (${countText(wanted.length - shown)} left)`);
  const count = wanted.length === rows.length ? countText(rows.length) : `${countText(wanted.length)} of ${countText(rows.length)}`;
  setText(byId("findings-note"), count);
}

/** @param {Row} row */
function element(row) {
  const severity = create("span", "severity", row.severity);
  severity.dataset.severity = row.severity;
  const line = create(
    "tr",
    "",
    create("td", "", severity),
    create("td", "rule", create("bdi", "", row.rule)),
    create("td", "", placeOf(links, row.place, row.line), create("p", "", create("bdi", "", row.message))),
  );
  line.tabIndex = -1;
  return line;
}
