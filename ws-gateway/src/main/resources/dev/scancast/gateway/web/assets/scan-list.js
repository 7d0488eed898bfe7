// @ts-check
/** A list of scans, each a link to its page. Rows are kept, so that focus and selection outlive every change. */

import { outcomeOf, percentOf } from "./document.js";
import { create, fillBar, setText } from "./dom.js";
import { agoText, countText, percentText, plain, timeOf, tookText } from "./format.js";
import { reasonOf, statusWord, toneOf } from "./words.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */

export class ScanList {
  #list;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();

  /** @param {HTMLElement} list to be filled */
  constructor(list) {
    this.#list = list;
  }

  /**
   * Shows these scans in this order.
   * @param {(readonly [id: string, scan: ProgressDocument])[]} scans
   */
  draw(scans) {
    const ids = new Set(scans.map(([id]) => id));
    this.#rows.forEach((row, id) => {
      if (!ids.has(id)) {
        row.remove();
        this.#rows.delete(id);
      }
    });
    scans.forEach(([id, scan], place) => {
      const row = this.#rowFor(id);
      fill(row, id, scan);
      if (this.#list.children[place] !== row) {
        this.#list.insertBefore(row, this.#list.children[place] ?? null);
      }
    });
  }

  /** @param {string} id */
  #rowFor(id) {
    const known = this.#rows.get(id);
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
      create("bdi", "faint detail"),
    );
    const row = create("li", "", link);
    this.#rows.set(id, row);
    return row;
  }
}

/** @param {HTMLElement} row @param {string} id @param {ProgressDocument} scan */
function fill(row, id, scan) {
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (row.querySelector(selector));
  const outcome = outcomeOf(scan.status);
  const percent = percentOf(scan);
  const tone = toneOf(scan.status);
  setText(part(".name"), plain(scan.title, 80) || plain(scan.repository, 80) || plain(id, 80));
  setText(part(".chip"), statusWord(scan.status));
  part(".chip").dataset.tone = tone;
  setText(part(".figure"), percentText(percent));
  part(".bar").dataset.tone = tone;
  fillBar(part(".fill"), percent);
  setText(part(".detail"), detailOf(scan, outcome));
}

/** @param {ProgressDocument} scan @param {string | null} outcome */
function detailOf(scan, outcome) {
  if (outcome === null && plain(scan.message) !== "") {
    return plain(scan.message, 120);
  }
  const began = timeOf(scan.started_at);
  const told = timeOf(scan.updated_at);
  const parts = [];
  if (outcome !== null && told !== null) {
    parts.push(agoText((Date.now() - told) / 1000));
  }
  if (outcome === "error" && reasonOf(scan) !== "") {
    parts.push(reasonOf(scan).slice(0, 160));
  } else if (typeof scan.files_scanned === "number" && scan.files_scanned > 0) {
    parts.push(scan.files_scanned === 1 ? "1 file" : `${countText(scan.files_scanned)} files`);
  }
  if (began !== null && told !== null && outcome !== "error") {
    parts.push(tookText((told - began) / 1000));
  }
  return parts.join(" · ") || plain(scan.message, 120);
}
