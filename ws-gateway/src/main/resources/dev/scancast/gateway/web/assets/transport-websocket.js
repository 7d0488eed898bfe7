// @ts-check
/** A scan over WebSocket. With the subprotocol the gateway also sends notices and answers pings. */

import { endingOf, noticeOf, parseObject } from "./transport.js";

const SUBPROTOCOL = "scancast.v1";

/** What a document never has as its `type`. */
const MESSAGE_TYPES = new Set(["notice", "pong", "log", "snapshot", "update"]);

/** @type {import("./transport.js").Transport} */
export function openWebSocket(target, events) {
  const url = new URL(`ws/scan/${encodeURIComponent(target.scanId)}`, target.baseUrl);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (target.waitSeconds !== null) {
    url.searchParams.set("wait", String(target.waitSeconds));
  }
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.onopen = () => events.onOpen();
  socket.onmessage = (event) => dispatch(String(event.data), events);
  socket.onclose = (event) => events.onEnding(endingOf(event.code, event.reason));
  return {
    probe() {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send('{"type":"ping"}');
      }
    },
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    },
  };
}

/**
 * @param {string} text
 * @param {import("./transport.js").TransportEvents} events
 */
function dispatch(text, events) {
  const message = parseObject(text);
  if (message === null || !MESSAGE_TYPES.has(String(message.type))) {
    events.onHeard();
    if (message !== null) {
      events.onDocument(message, text);
    }
    return;
  }
  const notice = message.type === "notice" ? noticeOf(message) : null;
  events.onHeard();
  if (notice !== null) {
    events.onNotice(notice);
  }
}
