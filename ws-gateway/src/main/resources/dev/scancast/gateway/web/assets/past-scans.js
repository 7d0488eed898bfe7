// @ts-check
/** The scans that ended: what is asked for, page by page; new ones come at the beginning. */

import { fetchScans } from "./api.js";
import { outcomeOf } from "./document.js";
import { byId, byIdAs, setText, show } from "./dom.js";
import { ScanList } from "./scan-list.js";

/** @typedef {import("./document.js").ProgressDocument} ProgressDocument */

const PAGE = "30";
const ALL_ENDS = "completed,error,canceled";
const TYPING_MS = 300;
const RETRY_MS = 5000;

/** Newest first. @type {Map<string, ProgressDocument>} */
let scans = new Map();
/** @type {string | null} */
let next = null;
/** What is asked for has a number; the answer to a former question is not heard. */
let question = 0;
/** @type {ScanList} */
let list;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Makes the list and its filters work. @returns {() => void} to be called when a scan has ended */
export function preparePastScans() {
  list = new ScanList(byId("scans"));
  const afresh = () => {
    scans = new Map();
    next = null;
    void load();
  };
  byId("filter-status").addEventListener("input", afresh);
  byId("filter-repository").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(afresh, TYPING_MS);
  });
  byId("older").addEventListener("click", () => void loadOlder());
  new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        void loadOlder();
      }
    },
    { rootMargin: "200px" },
  ).observe(byId("older"));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      void load();
    }
  });
  void load();
  return () => void load();
}

function filters() {
  return {
    limit: PAGE,
    status: byIdAs("filter-status", HTMLSelectElement).value || ALL_ENDS,
    repository: byIdAs("filter-repository", HTMLInputElement).value.trim(),
  };
}

/** The newest ones; what is shown already stays. */
async function load() {
  clearTimeout(timer);
  const page = await ask(filters());
  if (page === null) {
    return;
  }
  const joins = [...page.scans.keys()].some((id) => scans.has(id));
  if (joins) {
    scans = new Map([...page.scans, ...[...scans].filter(([id]) => !page.scans.has(id))]);
  } else {
    scans = page.scans;
    next = page.next;
  }
  draw();
}

async function loadOlder() {
  const cursor = next;
  if (cursor === null) {
    return;
  }
  next = null; // asked for once
  const page = await ask({ ...filters(), cursor });
  if (page === null) {
    next ??= cursor;
    return;
  }
  page.scans.forEach((scan, id) => scans.set(id, scan));
  next = page.next;
  draw();
}

/**
 * @param {{ [parameter: string]: string }} parameters
 * @returns {Promise<{ scans: Map<string, ProgressDocument>, next: string | null } | null>} null if it can't be read, or
 *     something else was asked for meanwhile
 */
async function ask(parameters) {
  const mine = ++question;
  try {
    const page = await fetchScans(parameters);
    if (mine !== question) {
      return null;
    }
    setText(byId("recent-note"), "");
    const ended = page.scans.filter((scan) => outcomeOf(scan.status) !== null);
    return { scans: new Map(ended.map((scan) => [String(scan.scan_id), scan])), next: page.next };
  } catch {
    if (mine === question) {
      setText(byId("recent-note"), "The list can’t be read right now. Trying again…");
      timer = setTimeout(() => void load(), RETRY_MS);
    }
    return null;
  }
}

function draw() {
  list.draw([...scans]);
  const { status, repository } = filters();
  const filtered = status !== ALL_ENDS || repository !== "";
  show(byId("recent-empty"), scans.size === 0);
  setText(
    byId("recent-empty"),
    filtered ? "No scan is like that." : "No scan has ended yet. Start one, or publish your own to Redis.",
  );
  show(byId("older"), next !== null);
}
