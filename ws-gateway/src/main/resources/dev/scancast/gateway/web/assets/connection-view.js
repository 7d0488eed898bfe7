// @ts-check
/** How the connection stands, in the page's badge, and what the gateway has to say. */

import { byId, setText, show } from "./dom.js";
import { plain } from "./format.js";

/** @typedef {import("./scancast.js").State} State */

/**
 * What differs from page to page.
 * @typedef {object} Words
 * @property {boolean} [waits] what is watched waits, and nothing need be told of that
 * @property {string} [goesOn] follows on a lost connection
 * @property {string} [missing] there is no such thing
 */

/**
 * @param {{ connection: State, retryAt: number }} model
 * @param {number} now on the same clock as `retryAt`
 * @param {Words} [words]
 */
export function renderConnection(model, now, words = {}) {
  const { tone, text } = connectionWords(model, now, words);
  byId("connection").dataset.tone = tone;
  setText(byId("connection-text"), text);
  const { notice, name, degraded } = model.connection;
  const tells = (name === "live" || name === "stale") && (degraded || notice?.code === "status_gone");
  show(byId("degraded"), tells);
  if (tells) {
    setText(byId("degraded"), plain(notice?.message));
  }
}

/**
 * @param {{ connection: State, retryAt: number }} model @param {number} now @param {Words} words
 * @returns {{ tone: string, text: string }}
 */
function connectionWords({ connection, retryAt }, now, { waits = false, goesOn = "", missing = "Not there" }) {
  const seconds = Math.ceil((retryAt - now) / 1000);
  const next = connection.retryInMs !== null && seconds > 0 ? ` in ${seconds}\u00a0s` : "";
  switch (connection.name) {
    case "connecting":
      return { tone: "waiting", text: next === "" ? "Connecting…" : `No connection. Trying again${next}` };
    case "reconnecting":
      if (navigator.onLine === false) {
        return { tone: "lost", text: `Offline${goesOn}` };
      }
      return { tone: "lost", text: `Reconnecting${next === "" ? "…" : next}${goesOn}` };
    case "live":
      return connection.degraded
        ? { tone: "lost", text: "Source not heard" }
        : { tone: "live", text: liveWord(connection) };
    case "stale":
      return waits
        ? { tone: "live", text: liveWord(connection) }
        : { tone: "lost", text: `No news for ${Math.round((now - connection.newsAt) / 1000)}\u00a0s, checking` };
    case "ended":
      return { tone: "ended", text: "Ended" };
    case "refused":
      return { tone: "ended", text: refusedWord(connection, missing) };
  }
}

/** @param {State} connection @param {string} missing */
function refusedWord({ code }, missing) {
  return code === 4404 ? missing : code === 4401 ? "Token needed" : "Not connected";
}

/** @param {State} connection */
function liveWord({ transport, quality }) {
  const by = transport === "poll" ? ", by polling" : transport === "sse" ? ", by events" : "";
  return `Live${by}${quality === null || quality === "good" ? "" : `, ${quality} connection`}`;
}
