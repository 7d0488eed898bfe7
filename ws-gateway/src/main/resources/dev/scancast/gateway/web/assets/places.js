// @ts-check
/** A place in the scanned code as it is shown: a link where it can be read on the web, else a text to copy. */

import { isNumber } from "./document.js";
import { create, setText } from "./dom.js";
import { plainPath } from "./format.js";

/** @typedef {import("./source-links.js").SourceLinks} SourceLinks */

const COPIED_MS = 1500;

/**
 * @param {SourceLinks} links
 * @param {unknown} path
 * @param {unknown} [line]
 * @returns {HTMLElement}
 */
export function placeOf(links, path, line) {
  const shown = plainPath(path) + (isNumber(line) && line > 0 ? `:${line}` : "");
  const text = create("bdi", "path", ...breakable(shown));
  const address = links(path, line);
  if (address !== null) {
    const link = /** @type {HTMLAnchorElement} */ (create("a", "place", text));
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }
  // A browser lets pages copy only where nobody can listen: at https, and on the machine itself.
  return shown === "" || navigator.clipboard === undefined ? text : create("span", "place", text, copier(shown));
}

/** A path is broken behind its slashes. @param {string} path @returns {(Node | string)[]} */
function breakable(path) {
  return path.split(/(?<=\/)/).flatMap((part, place) => (place === 0 ? [part] : [document.createElement("wbr"), part]));
}

/** @param {string} text */
function copier(text) {
  const button = create("button", "copy", "Copy");
  button.setAttribute("type", "button");
  button.setAttribute("aria-label", `Copy ${text}`);
  button.addEventListener("click", async () => {
    let word = "Copied";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      word = "Not allowed"; // the browser, or the person, said no
    }
    setText(button, word);
    setTimeout(() => setText(button, "Copy"), COPIED_MS);
  });
  return button;
}
