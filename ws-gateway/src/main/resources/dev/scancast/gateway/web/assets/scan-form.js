// @ts-check
/** The form that starts a scan. What is wrong is told beside the field, by us or by the gateway. */

import { fetchAnalyzers, fetchRepositories, ProblemError, startBatch, startScan } from "./api.js";
import { byId, byIdAs, create, setText, show } from "./dom.js";
import { plain } from "./format.js";

/** The value of the choice that asks for a path. */
const TYPED = "";

/** As the gateway has it. */
const FILE_TYPE = /^\.[A-Za-z0-9_+.-]{1,20}$/;
const LONGEST_PATTERN = 256;
const MOST_IN_A_BATCH = 1000;

const ABSOLUTE_PATH = /^(\/|[A-Za-z]:[\\/]|\\\\)/;
const GIT_URL = /^([a-z][a-z0-9+.-]*:\/\/\S+|[^\s@/]+@[^\s:]+:\S+)$/i;

/** Where a problem of the gateway's belongs. @type {ReadonlyMap<string, string>} */
const FIELD_OF_PROBLEM = new Map([
  ["path_not_found", "path"],
  ["not_a_directory", "path"],
  ["path_not_allowed", "path"],
]);

/** Where a problem of a field of the request belongs, by how its text begins. @type {ReadonlyArray<[string, string]>} */
const FIELD_OF_TEXT = [
  ["repositories", "several"],
  ["repository_path", "path"],
  ["repository_url", "url"],
  ["ref", "ref"],
  ["file_types", "types"],
  ["exclude_patterns", "excludes"],
  ["analyzers", "analyzers"],
];

const FIELDS = ["choice", "path", "url", "ref", "several", "types", "excludes", "analyzers"];

/** What is to be scanned. */
const WAYS = ["local", "url", "batch"];

/** Makes the form work. */
export function prepareForm() {
  void offerRepositories();
  void offerAnalyzers();
  byId("form").addEventListener("change", showWay);
  showWay(); // a browser may remember the choice
  byId("choice").addEventListener("change", showPathField);
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  for (const field of FIELDS) {
    byId(field).addEventListener("input", () => tell(field, ""));
  }
}

async function offerRepositories() {
  /** @type {{ [field: string]: unknown }[]} */
  let repositories;
  try {
    repositories = await fetchRepositories();
  } catch {
    return; // a path can be typed all the same, and submitting tells what is wrong
  }
  if (repositories.length === 0) {
    return;
  }
  const choice = byIdAs("choice", HTMLSelectElement);
  const names = new Map(repositories.map(({ path, name }) => [String(path), plain(name, 60)]));
  const all = [...names.values()];
  names.forEach((name, path) => {
    const isAlone = all.indexOf(name) === all.lastIndexOf(name);
    choice.append(option(isAlone ? name : `${name} (${plain(path, 120)})`, path));
  });
  choice.append(option("Another path…", TYPED));
  show(byId("choice-field"), true);
  showPathField();
}

/** Where there is nothing to choose from, nothing is asked. */
async function offerAnalyzers() {
  try {
    const names = await fetchAnalyzers();
    show(byId("analyzers-field"), names.length > 1);
    byId("analyzers").replaceChildren(
      ...names.map((name) => {
        const box = /** @type {HTMLInputElement} */ (create("input"));
        box.type = "checkbox";
        box.value = name;
        return create("label", "", box, create("bdi", "", plain(name, 60)));
      }),
    );
  } catch {
    // the usual ones run
  }
}

function chosenWay() {
  return String(new FormData(byIdAs("form", HTMLFormElement)).get("what") ?? WAYS[0]);
}

function showWay() {
  WAYS.forEach((way) => show(byId(`what-${way}`), way === chosenWay()));
  setText(byId("start"), chosenWay() === "batch" ? "Start scans" : "Start scan");
}

/** @param {string} text @param {string} value */
function option(text, value) {
  const element = /** @type {HTMLOptionElement} */ (create("option", "", text));
  element.value = value;
  return element;
}

function showPathField() {
  show(byId("path-field"), chosenPath() === TYPED);
  setText(byId("choice-hint"), plain(chosenPath(), 300));
}

function chosenPath() {
  return byIdAs("choice", HTMLSelectElement).value;
}

/** @param {string} id */
function valueOf(id) {
  return byIdAs(id, HTMLInputElement).value.trim();
}

/** @param {string} text @returns {string[]} */
const entries = (text) => text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");

/** @returns {string[]} */
const severalOf = () =>
  byIdAs("several", HTMLTextAreaElement).value.split("\n").map((line) => line.trim()).filter((line) => line !== "");

/** What a path or a URL is in a request. @param {string} text */
const repositoryOf = (text) => (ABSOLUTE_PATH.test(text) ? { repository_path: text } : { repository_url: text });

/** What is to be scanned, as the request has it. */
function chosenRepository() {
  switch (chosenWay()) {
    case "url": {
      const ref = valueOf("ref");
      return { repository_url: valueOf("url"), ...(ref === "" ? {} : { ref }) };
    }
    case "batch":
      return { repositories: severalOf().map(repositoryOf) };
    default:
      return { repository_path: chosenPath() || valueOf("path") };
  }
}

async function submit() {
  FIELDS.forEach((field) => tell(field, ""));
  setText(byId("form-problem"), "");
  const types = entries(valueOf("types").replaceAll(/\s+/g, ",")).map((type) => (type.startsWith(".") ? type : `.${type}`));
  const excludes = entries(valueOf("excludes"));
  if (!isValid(types, excludes)) {
    const first = /** @type {HTMLElement | null} */ (document.querySelector("[aria-invalid]"));
    first?.scrollIntoView({ block: "nearest" });
    first?.focus();
    return;
  }
  const analyzers = [...byId("analyzers").querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
  const body = {
    ...chosenRepository(),
    file_types: types,
    exclude_patterns: excludes,
    ...(analyzers.length > 0 ? { analyzers } : {}),
  };
  const button = byIdAs("start", HTMLButtonElement);
  button.disabled = true;
  setText(button, "Starting…");
  try {
    const page = chosenWay() === "batch" ? `/batch/${await startBatch(body)}` : `/scan/${await startScan(body)}`;
    location.assign(page);
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      throw error;
    }
    tellProblem(error);
  } finally {
    button.disabled = false;
    showWay();
  }
}

/** @param {string[]} types @param {string[]} excludes */
function isValid(types, excludes) {
  const wrongType = types.find((type) => !FILE_TYPE.test(type));
  const wrongPattern = excludes.find((pattern) => pattern.length > LONGEST_PATTERN);
  switch (chosenWay()) {
    case "url":
      if (!GIT_URL.test(valueOf("url"))) {
        tell("url", "Give the URL to clone from, such as https://git.example.org/shop.git.");
      }
      break;
    case "batch":
      checkSeveral(severalOf());
      break;
    default:
      checkPath(chosenPath() || valueOf("path"));
  }
  if (wrongType !== undefined) {
    tell("types", `“${plain(wrongType, 40)}” is no file ending: letters, digits and . _ + - after the dot.`);
  }
  if (wrongPattern !== undefined) {
    tell("excludes", `A pattern may have ${LONGEST_PATTERN} characters.`);
  }
  return document.querySelector("[aria-invalid]") === null;
}

/** @param {string} path */
function checkPath(path) {
  if (path === "") {
    tell("path", "Give the path of the directory to scan.");
  } else if (!ABSOLUTE_PATH.test(path)) {
    tell("path", "The path must be absolute, such as /srv/repositories/shop.");
  }
}

/** @param {string[]} lines */
function checkSeveral(lines) {
  const wrong = lines.findIndex((line) => !ABSOLUTE_PATH.test(line) && !GIT_URL.test(line));
  if (lines.length === 0) {
    tell("several", "Give an absolute path or a Git URL on each line.");
  } else if (lines.length > MOST_IN_A_BATCH) {
    tell("several", `At most ${MOST_IN_A_BATCH} at once.`);
  } else if (wrong >= 0) {
    tell("several", `“${plain(lines[wrong], 80)}” is neither an absolute path nor a Git URL.`);
  }
}

/** @param {ProblemError} problem */
function tellProblem(problem) {
  const byText = FIELD_OF_TEXT.find(([name]) => problem.message.startsWith(name))?.[1];
  const field = byText ?? (chosenWay() === "local" ? FIELD_OF_PROBLEM.get(problem.code) : undefined);
  if (field === undefined || byId(field).closest("[hidden]") !== null) {
    setText(byId("form-problem"), plain(problem.message, 500));
    return;
  }
  const shown = field === "path" && chosenPath() !== TYPED ? "choice" : field;
  tell(shown, plain(problem.message, 500));
  byId(shown).focus();
}

/** @param {string} field @param {string} text empty if nothing is wrong */
function tell(field, text) {
  setText(byId(`${field}-problem`), text);
  if (text === "") {
    byId(field).removeAttribute("aria-invalid");
  } else {
    byId(field).setAttribute("aria-invalid", "true");
  }
}
