// @ts-check
/** What a scan found, once it has ended: figures, charts, the largest files, what changed since the last run. */

import { reportAddress, sarifAddress } from "./api.js";
import { barChart } from "./charts.js";
import { isNumber, isObject } from "./document.js";
import { byId, byIdAs, create, setText, show } from "./dom.js";
import { showFindings } from "./findings-view.js";
import { bytesText, countText, plain, tookText } from "./format.js";
import { placeOf } from "./places.js";
import { NO_LINKS, sourceLinks } from "./source-links.js";

/** @typedef {{ [field: string]: unknown }} Json */

/**
 * What was asked for after the end; null while it isn't there.
 * @typedef {{ report: Json | null, comparison: Json | null }} Results
 */

const MOST_BARS = 8;

/** The report's totals by name; where it lacks one, the document has it. @type {ReadonlyArray<[string, string, (value: unknown) => string]>} */
const TOTALS = [
  ["files", "Files", countText],
  ["nodes", "Nodes", countText],
  ["lines", "Lines of code", countText],
  ["bytes", "Size", bytesText],
  ["findings", "Findings", countText],
  ["file_errors", "File errors", countText],
];

/** @type {Json | null} */
let reportDrawn = null;
/** @type {Json | null} */
let comparisonDrawn = null;
/** Of the report that is shown. */
let links = NO_LINKS;

/** @param {unknown} value @returns {Json} the object, an empty one for anything else */
const objectOf = (value) => (isObject(value) ? value : {});

/** @param {unknown} value @returns {Json[]} the objects in a list */
const objectsIn = (value) => (Array.isArray(value) ? value.filter(isObject) : []);

/**
 * @param {Results} results
 * @param {import("./document.js").ProgressDocument} scan
 * @param {string} scanId
 */
export function renderResults({ report, comparison }, scan, scanId) {
  show(byId("report"), scan.report === true);
  show(byId("results"), report !== null);
  byIdAs("report-link", HTMLAnchorElement).href = reportAddress(scanId);
  byIdAs("sarif-link", HTMLAnchorElement).href = sarifAddress(scanId);
  if (report !== null && report !== reportDrawn) {
    reportDrawn = report;
    drawReport(report, scan);
  }
  if (comparison !== null && comparison !== comparisonDrawn) {
    comparisonDrawn = comparison;
    drawComparison(comparison);
  }
}

/** @param {Json} report @param {import("./document.js").ProgressDocument} scan */
function drawReport(report, scan) {
  links = sourceLinks(report.source);
  const counted = objectOf(report.totals);
  /** @type {Json} */
  const totals = {
    findings: scan.findings,
    file_errors: scan.file_errors,
    ...counted,
    lines: objectOf(counted.lines).code,
  };
  byId("totals").replaceChildren(
    ...TOTALS.filter(([field]) => typeof totals[field] === "number").map(([field, label, text]) =>
      create("div", "", create("dt", "", label), create("dd", "", text(totals[field]))),
    ),
  );
  show(byId("sarif-link"), Array.isArray(report.findings));
  const languages = objectsIn(report.languages).map((language) =>
    bar(plain(language.language, 40), objectOf(language.lines).code),
  );
  const kinds = Object.entries(objectOf(report.nodes_by_kind)).map(([kind, count]) => bar(kindWord(kind), count));
  drawChart("languages", "Lines of code by language", languages);
  drawChart("kinds", "Nodes by kind", kinds);
  drawAnalyzers(objectsIn(report.analyzers));
  drawLargest(objectsIn(report.largest_files));
  drawFileErrors(objectsIn(report.file_errors), totals.file_errors);
  showFindings(objectsIn(report.findings), totals.findings, links);
}

/** @param {string} label @param {unknown} value @returns {import("./charts.js").Bar} */
function bar(label, value) {
  return { label, value: isNumber(value) ? value : 0, text: countText(value) };
}

/** @param {string} kind such as `type_alias` */
const kindWord = (kind) => plain(kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll("_", " "), 40);

/** @param {string} id @param {string} title @param {import("./charts.js").Bar[]} bars */
function drawChart(id, title, bars) {
  const some = bars.filter(({ value }) => value > 0);
  show(byId(`${id}-card`), some.length > 0);
  byId(id).replaceChildren(barChart(title, some, MOST_BARS, countText));
}

/** One that ran alone, and well, needs no table. @param {Json[]} analyzers */
function drawAnalyzers(analyzers) {
  show(byId("analyzers-card"), analyzers.length > 1 || analyzers.some(({ error }) => typeof error === "string"));
  byId("analyzers").replaceChildren(
    ...analyzers.map((analyzer) => {
      const name = create("td", "", create("bdi", "", plain(analyzer.name, 60)));
      if (typeof analyzer.error === "string") {
        name.append(create("p", "problem", create("bdi", "", `Failed: ${plain(analyzer.error, 1000)}`)));
      }
      return create(
        "tr",
        "",
        name,
        create("td", "number", countText(analyzer.files)),
        create("td", "number", countText(analyzer.findings)),
        create("td", "number", isNumber(analyzer.seconds) ? tookText(analyzer.seconds) : "–"),
      );
    }),
  );
}

/** @param {Json[]} files */
function drawLargest(files) {
  show(byId("largest-card"), files.length > 0);
  byId("largest").replaceChildren(
    ...files.map((file) =>
      create(
        "tr",
        "",
        create("td", "", placeOf(links, file.path)),
        create("td", "wide", plain(file.language, 40)),
        create("td", "number", countText(file.lines)),
        create("td", "number", bytesText(file.bytes)),
      ),
    ),
  );
}

/** @param {Json[]} errors the first ones @param {unknown} count of all */
function drawFileErrors(errors, count) {
  show(byId("errors-card"), errors.length > 0);
  const more = isNumber(count) && count > errors.length ? `The first ${countText(errors.length)} of ${countText(count)}.` : "";
  setText(byId("errors-note"), more);
  byId("errors").replaceChildren(
    ...errors.map((error) =>
      create("li", "", placeOf(links, error.path), create("span", "faint", plain(error.reason))),
    ),
  );
}

// ---- what changed

/** What of the totals is compared, in the order in which it is shown. */
const COMPARED = TOTALS.filter(([field]) => field !== "lines" && field !== "file_errors");

/** @param {Json} comparison */
function drawComparison(comparison) {
  show(byId("comparison-card"), true);
  const before = byIdAs("comparison-link", HTMLAnchorElement);
  before.href = `/scan/${encodeURIComponent(String(comparison.with))}`;
  show(byId("comparison-other"), comparison.same_request === false);
  const totals = objectOf(comparison.totals);
  byId("comparison").replaceChildren(
    ...COMPARED.filter(([field]) => isObject(totals[field])).map(([field, label, text]) =>
      change(label, objectOf(totals[field]), text),
    ),
  );
  const counts = objectOf(objectOf(comparison.findings).counts);
  const told = isNumber(counts.added) && isNumber(counts.fixed);
  const words = `${countText(counts.added)} new, ${countText(counts.fixed)} gone, ${countText(counts.unchanged)} as before`;
  setText(byId("comparison-findings"), told ? `Findings: ${words}.` : "");
  drawChanged("added", comparison);
  drawChanged("fixed", comparison);
}

/** @param {string} label @param {Json} values @param {(value: unknown) => string} text */
function change(label, values, text) {
  const by = isNumber(values.change) ? values.change : 0;
  const sign = by > 0 ? "+" : by < 0 ? "−" : "±";
  return create(
    "tr",
    "",
    create("th", "", label),
    create("td", "number", text(values.before)),
    create("td", "number", text(values.after)),
    create("td", "number", `${sign}${text(Math.abs(by))}`),
  );
}

/** @param {"added" | "fixed"} which @param {Json} comparison */
function drawChanged(which, comparison) {
  const findings = objectsIn(objectOf(comparison.findings)[which]);
  show(byId(`comparison-${which}`), findings.length > 0);
  byId(`comparison-${which}-list`).replaceChildren(
    ...findings.slice(0, 100).map((finding) => {
      const place = placeOf(which === "added" ? links : NO_LINKS, finding.path, finding.line); // what is gone isn't there
      return create("li", "", place, create("span", "faint", `${plain(finding.rule, 80)}: ${plain(finding.message, 300)}`));
    }),
  );
}
