// @ts-check
/**
 * A scan as server-sent events. EventSource would connect again by itself, without jitter and without end; so it is
 * closed at its first error, and the client decides.
 */

import { endingOf, noticeOf, parseObject } from "./transport.js";

/** @type {import("./transport.js").Transport} */
export function openEvents(target, events) {
  const url = new URL(`events/${encodeURIComponent(target.scanId)}`, target.baseUrl);
  if (target.waitSeconds !== null) {
    url.searchParams.set("wait", String(target.waitSeconds));
  }
  const source = new EventSource(url);
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

  on("open", () => events.onOpen());
  on("heartbeat", () => events.onHeard());
  on("message", (data) => {
    const document = parseObject(data);
    events.onHeard();
    if (document !== null) {
      events.onDocument(document, data);
    }
  });
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
  return { probe() {}, close };
}
