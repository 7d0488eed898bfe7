// @ts-check
/**
 * The page's token: from the address' fragment, which no server sees and which is removed at once, or from a field that
 * shows when the gateway asks for one. It stays in this tab, until the tab is closed.
 */

import { create } from "./dom.js";

const KEY = "scancast.token";
const FRAGMENT = "token";
const FIELD = "token-field";

takeFromFragment();

function takeFromFragment() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get(FRAGMENT);
  if (token !== null) {
    fragment.delete(FRAGMENT);
    const rest = fragment.toString();
    history.replaceState(history.state, "", location.pathname + location.search + (rest === "" ? "" : `#${rest}`));
    keep(token);
  }
}

/** @param {string} token */
function keep(token) {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    return; // storage is off: the field shows again
  }
}

function kept() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/**
 * For a client's option `token`.
 * @param {boolean} refused whether the last one wasn't taken: then the field shows
 * @returns {string | null}
 */
export function pageToken(refused) {
  if (refused) {
    showTokenField();
    return null;
  }
  return kept();
}

/** Headers for what the page fetches. @returns {Record<string, string>} */
export function pageHeaders() {
  const token = kept();
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

/** Shows the field; with a new token the page begins anew. */
export function showTokenField() {
  if (document.getElementById(FIELD) !== null) {
    return;
  }
  const input = /** @type {HTMLInputElement} */ (create("input"));
  input.id = "token";
  input.type = "password";
  input.autocomplete = "off";
  input.required = true;
  const label = /** @type {HTMLLabelElement} */ (create("label", "", "Token"));
  label.htmlFor = input.id;
  const said = kept() === null ? "This gateway wants to know who you are." : "The token has expired, or is not for here.";
  const button = /** @type {HTMLButtonElement} */ (create("button", "primary", "Continue"));
  button.type = "submit";
  const form = create("form", "card", create("p", "", said), create("div", "field", label, input), button);
  form.id = FIELD;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(input.value.trim());
    location.reload();
  });
  (document.querySelector("main") ?? document.body).prepend(form);
  input.focus();
}

/** A link sends no header: what it names is fetched with the token, then given to the browser. */
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || !link.pathname.startsWith("/api/") || kept() === null) {
    return;
  }
  event.preventDefault();
  void download(link.href, link.download || link.pathname.split("/").slice(-2).join("-"));
});

/** @param {string} address @param {string} name */
async function download(address, name) {
  const response = await fetch(address, { headers: pageHeaders(), cache: "no-store" });
  if (response.status === 401) {
    showTokenField();
  }
  if (!response.ok) {
    return;
  }
  const link = /** @type {HTMLAnchorElement} */ (create("a"));
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
