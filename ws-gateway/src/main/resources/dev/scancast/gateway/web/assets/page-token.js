// @ts-check
/**
 * The page's token: from the address' fragment, which no server sees and which is removed at once, or from a field that
 * shows when the gateway asks for one. It stays in this tab, until the tab is closed.
 */

import { create, setText } from "./dom.js";
import { toast } from "./toasts.js";

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

/** @param {string} token @returns {boolean} whether it could be kept */
function keep(token) {
  try {
    sessionStorage.setItem(KEY, token);
    return true;
  } catch {
    return false; // storage is off
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

/** Shows the field, and of the page only what is known already; with a new token the page begins anew. */
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
  const wasRefused = kept() !== null;
  const why = create(
    "p",
    wasRefused ? "problem" : "faint",
    wasRefused ? "The token has expired, or is not for here." : "This gateway shows scans to those it knows. Whoever runs it gives you a token.",
  );
  why.id = "token-why";
  input.setAttribute("aria-describedby", why.id);
  const button = /** @type {HTMLButtonElement} */ (create("button", "button", "Continue"));
  button.type = "submit";
  const form = create(
    "form",
    "card",
    create("h1", "", "Token needed"),
    why,
    create("div", "field", label, input),
    create("p", "hint", "It is kept in this tab only, until the tab is closed."),
    create("p", "actions", button),
  );
  form.id = FIELD;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (keep(input.value.trim())) {
      location.reload();
      return;
    }
    why.className = "problem";
    setText(why, "This browser lets the page keep nothing, and so no token. Allow it to store data here, and try again.");
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
  /** @type {Blob} */
  let file;
  try {
    const response = await fetch(address, { headers: pageHeaders(), cache: "no-store" });
    if (response.status === 401) {
      showTokenField();
      return;
    }
    if (!response.ok) {
      throw new Error(response.status === 404 ? "it is not kept any more" : `the gateway answered with ${response.status}`);
    }
    file = await response.blob();
  } catch (error) {
    const reason = error instanceof TypeError ? "the gateway can’t be reached" : error instanceof Error ? error.message : "";
    toast({ tone: "error", text: `${name} wasn’t downloaded: ${reason}.`, ms: 7000 });
    return;
  }
  const link = /** @type {HTMLAnchorElement} */ (create("a"));
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
