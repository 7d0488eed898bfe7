// @ts-check
/** By asking again and again: for networks that let nothing else through. */

import { isNumber, isObject } from "./document.js";
import { parseObject } from "./transport.js";

/** What an HTTP status that says no is as a close code. */
const REFUSALS = new Map([
  [400, 4404],
  [401, 4401],
  [403, 4403],
]);

/** @type {import("./transport.js").Transport} */
export function openPoll(target, events) {
  const patientUntil = performance.now() + target.patienceMs;
  const abort = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let tag = "";
  let open = false;
  let nextLine = 0;
  let lastLine = 0;

  function opened() {
    if (!open) {
      open = true;
      events.onOpen();
    }
    events.onHeard();
  }

  /** @param {import("./transport.js").Ending} ending */
  function end(ending) {
    if (!abort.signal.aborted) {
      events.onEnding(ending);
    }
  }

  async function ask() {
    const askedAt = performance.now();
    /** @type {Response} */
    let response;
    let text = "";
    try {
      response = await fetch(target.poll, {
        headers: tag === "" ? target.headers : { ...target.headers, "If-None-Match": tag },
        cache: "no-store",
        signal: abort.signal,
      });
      text = response.status === 200 ? await response.text() : "";
      await askForLines(response.status);
    } catch (error) {
      end({ kind: "lost", reason: String(error) });
      return;
    }
    if (!abort.signal.aborted) {
      answered(response, text, performance.now() - askedAt);
    }
  }

  /** Before the document is told, since nothing follows the last one. @param {number} status of the document's answer */
  async function askForLines(status) {
    const address = target.log;
    for (let more = address !== null && (status === 200 || status === 304); more && address !== null; ) {
      address.searchParams.set("after", String(nextLine));
      address.searchParams.set("limit", "1000");
      const response = await fetch(address, { headers: target.headers, cache: "no-store", signal: abort.signal });
      const page = response.ok ? parseObject(await response.text()) : null;
      more = page !== null && isNumber(page.next) && page.next > nextLine;
      if (page === null || abort.signal.aborted) {
        return; // the log is best effort: the state goes before
      }
      opened();
      const lines = Array.isArray(page.lines) ? page.lines.filter(isObject) : [];
      tellGap(page, lines);
      for (const line of lines) {
        lastLine = isNumber(line.line) ? line.line : lastLine;
        events.onMessage("log", line, "");
      }
      nextLine = isNumber(page.next) ? page.next : nextLine;
      if (page.end === true) {
        events.onMessage("log", { end: true, first: page.first, last: lastLine }, "");
        return;
      }
    }
  }

  /** What the gateway doesn't have any more. @param {{ [field: string]: unknown }} page @param {{ [field: string]: unknown }[]} lines */
  function tellGap(page, lines) {
    if (isNumber(page.first) && nextLine + 1 < page.first && lines.length > 0) {
      events.onNotice({ code: "log_dropped", message: "", reconnectInMs: null, from: nextLine + 1, to: page.first - 1 });
    }
  }

  /** @param {Response} response @param {string} text @param {number} roundTripMs */
  function answered(response, text, roundTripMs) {
    const retryMs = Number(response.headers.get("Retry-After") ?? NaN) * 1000 || target.pollMs;
    const refusal = REFUSALS.get(response.status);
    if (refusal !== undefined) {
      end({ kind: "refused", code: refusal, reason: `HTTP ${response.status}` });
      return;
    }
    if (response.status === 404) {
      opened();
      if (performance.now() >= patientUntil) {
        end({ kind: "refused", code: 4404, reason: "scan_not_found" });
        return;
      }
    } else if (response.status === 200) {
      opened();
      tag = response.headers.get("ETag") ?? "";
      const message = parseObject(text);
      if (message !== null) {
        events.onMessage("document", message, text);
      }
    } else if (response.status === 304) {
      opened();
    } else {
      end({ kind: "lost", reason: `HTTP ${response.status}`, retryInMs: retryMs });
      return;
    }
    if (!abort.signal.aborted) {
      events.onAnswer(roundTripMs);
    }
    if (!abort.signal.aborted) {
      timer = setTimeout(ask, retryMs);
    }
  }

  // Nothing may be told before the link is returned: fetch answers later in any case.
  void ask();
  return {
    ask: () => false,
    close() {
      abort.abort();
      clearTimeout(timer);
    },
  };
}
