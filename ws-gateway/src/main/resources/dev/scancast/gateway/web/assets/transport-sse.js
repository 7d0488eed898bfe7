// @ts-check
/**
 * As server-sent events. EventSource would connect again by itself, without jitter and without end; so it is closed at
 * its first error, and the client decides.
 */

import { endingOf, noticeOf, parseObject } from "./transport.js";

/** The names of events that hold a message; those without a name are documents. */
const KINDS = /** @type {const} */ (["log", "snapshot", "update"]);

/** @type {import("./transport.js").Transport} */
export function openEvents(target, events) {
  const source = new EventSource(target.events);
  let closed = false;

  function close() {
    closed = true;
    source.close();
  }

  /** @param {string} name @param {(data: string) => void} handle */
  function on(name, handle) {
    source.addEventListener(name, (event) => {
      if (!closed) {
        handle(String(/** @type {MessageEvent} */ (event).data));
      }
    });
  }

  /** @param {import("./transport.js").MessageKind} kind @param {string} data */
  function tell(kind, data) {
    const message = parseObject(data);
    events.onHeard();
    if (message !== null) {
      events.onMessage(kind, message, data);
    }
  }

  on("open", () => events.onOpen());
  on("heartbeat", () => events.onHeard());
  on("message", (data) => tell("document", data));
  KINDS.forEach((kind) => on(kind, (data) => tell(kind, data)));
  on("notice", (data) => {
    const notice = noticeOf(parseObject(data));
    events.onHeard();
    if (notice !== null) {
      events.onNotice(notice);
    }
  });
  on("end", (data) => {
    close();
    const end = parseObject(data);
    events.onEnding(endingOf(Number(end?.code), String(end?.reason ?? "")));
  });
  on("error", () => {
    close();
    events.onEnding({ kind: "lost", reason: "the event stream broke" });
  });
  return { ask: () => false, close };
}
