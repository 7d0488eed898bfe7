// @ts-check
/** The form that starts a scan. What is wrong is told beside the field, by us or by the gateway. */

import { fetchRepositories, ProblemError, startScan } from "./api.js";
import { byId, byIdAs, create, setText, show } from "./dom.js";
import { plain } from "./format.js";

/** The value of the choice that asks for a path. */
const TYPED = "";

/** As the gateway has it. */
const FILE_TYPE = /^\.[A-Za-z0-9_+.-]{1,20}$/;
const LONGEST_PATTERN = 256;

/** Where a problem of the gateway's belongs. @type {ReadonlyMap<string, string>} */
const FIELD_OF_PROBLEM = new Map([
  ["path_not_found", "path"],
  ["not_a_directory", "path"],
  ["path_not_allowed", "path"],
]);

const FIELDS = ["choice", "path", "types", "excludes"];

/** Makes the form work. */
export function prepareForm() {
  void offerRepositories();
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
  const seen = new Set();
  for (const repository of repositories) {
    const path = String(repository.path);
    if (!seen.has(path)) {
      seen.add(path);
      choice.append(option(`${plain(repository.name, 60)} (${plain(path, 120)})`, path));
    }
  }
  choice.append(option("Another path…", TYPED));
  show(byId("choice-field"), true);
  showPathField();
}

/** @param {string} text @param {string} value */
function option(text, value) {
  const element = /** @type {HTMLOptionElement} */ (create("option", "", text));
  element.value = value;
  return element;
}

function showPathField() {
  show(byId("path-field"), chosenPath() === TYPED);
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

async function submit() {
  FIELDS.forEach((field) => tell(field, ""));
  setText(byId("form-problem"), "");
  const path = chosenPath() || valueOf("path");
  const types = entries(valueOf("types").replaceAll(/\s+/g, ",")).map((type) => (type.startsWith(".") ? type : `.${type}`));
  const excludes = entries(valueOf("excludes"));
  if (!isValid(path, types, excludes)) {
    document.querySelector("[aria-invalid]")?.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (document.querySelector("[aria-invalid]"))?.focus();
    return;
  }
  const button = byIdAs("start", HTMLButtonElement);
  button.disabled = true;
  setText(button, "Starting…");
  try {
    const id = await startScan({ repository_path: path, file_types: types, exclude_patterns: excludes });
    location.assign(`/scan/${encodeURIComponent(id)}`);
  } catch (error) {
    if (!(error instanceof ProblemError)) {
      throw error;
    }
    tellProblem(error);
  } finally {
    button.disabled = false;
    setText(button, "Start scan");
  }
}

/** @param {string} path @param {string[]} types @param {string[]} excludes */
function isValid(path, types, excludes) {
  const wrongType = types.find((type) => !FILE_TYPE.test(type));
  const wrongPattern = excludes.find((pattern) => pattern.length > LONGEST_PATTERN);
  if (path === "") {
    tell("path", "Give the path of the directory to scan.");
  } else if (!/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path)) {
    tell("path", "The path must be absolute, such as /srv/repositories/shop.");
  }
  if (wrongType !== undefined) {
    tell("types", `“${plain(wrongType, 40)}” is no file ending: letters, digits and . _ + - after the dot.`);
  }
  if (wrongPattern !== undefined) {
    tell("excludes", `A pattern may have ${LONGEST_PATTERN} characters.`);
  }
  return document.querySelector("[aria-invalid]") === null;
}

/** @param {ProblemError} problem */
function tellProblem(problem) {
  const field =
    FIELD_OF_PROBLEM.get(problem.code) ??
    [["repository_path", "path"], ["file_types", "types"], ["exclude_patterns", "excludes"]].find(([name]) =>
      problem.message.startsWith(name),
    )?.[1];
  if (field === undefined) {
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
