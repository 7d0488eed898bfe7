// @ts-check
/**
 * Where a place in the scanned code can be read on the web. A report is somebody's text: an address is only made for
 * https, of hosts whose addresses are known, with each part of a path encoded. Pure functions.
 */

import { isNumber, isObject } from "./document.js";

/**
 * The address of a file, and of the line in it if there is one; null where there is none.
 * @typedef {(path: unknown, line?: unknown) => string | null} SourceLinks
 */

/**
 * How the addresses of a host look.
 * @typedef {object} Forge
 * @property {RegExp} host
 * @property {string} blob between the repository and the commit
 * @property {string} line before the line's number
 */

/** Those of other hosts can't be told from the host alone. @type {ReadonlyArray<Forge>} */
const FORGES = [
  { host: /^github\.(com|[^.]+\.[^.]+)$/, blob: "/blob/", line: "#L" },
  { host: /^gitlab\./, blob: "/-/blob/", line: "#L" },
  { host: /^bitbucket\.org$/, blob: "/src/", line: "#lines-" },
  { host: /^(codeberg\.org|gitea\..+|forgejo\..+)$/, blob: "/src/commit/", line: "#L" },
];

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** Addresses of that length are cut by some who pass them on. */
const LONGEST = 2000;

/** @type {SourceLinks} */
export const NO_LINKS = () => null;

/**
 * @param {unknown} source the report's: `{url, commit}` of the repository that was cloned; others have no links
 * @returns {SourceLinks}
 */
export function sourceLinks(source) {
  const url = isObject(source) ? httpsUrl(source.url) : null;
  const commit = isObject(source) && typeof source.commit === "string" ? source.commit : "";
  const forge = url === null ? undefined : FORGES.find(({ host }) => host.test(url.hostname));
  if (url === null || forge === undefined || !COMMIT.test(commit)) {
    return NO_LINKS;
  }
  const files = `${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\.git$/, "")}${forge.blob}${commit}/`;
  return (path, line) => {
    const encoded = encodedPath(path);
    const place = isNumber(line) && Number.isInteger(line) && line > 0 ? forge.line + line : "";
    const address = `${files}${encoded}${place}`;
    return encoded === null || address.length > LONGEST ? null : address;
  };
}

/** @param {unknown} text @returns {URL | null} null unless it is https and names nobody */
function httpsUrl(text) {
  if (typeof text !== "string" || !URL.canParse(text)) {
    return null;
  }
  const url = new URL(text);
  return url.protocol === "https:" && url.username === "" && url.password === "" ? url : null;
}

/** @param {unknown} path @returns {string | null} null for what no file in a repository is called */
function encodedPath(path) {
  const parts = typeof path === "string" ? path.split("/") : [""];
  if (parts.some((part) => part === "" || part === "." || part === "..")) {
    return null;
  }
  try {
    return parts.map(encodeURIComponent).join("/");
  } catch {
    return null; // half a character, which has no bytes
  }
}
