// @ts-check
/** Over WebSocket. With the subprotocol the gateway also sends notices and answers pings. */

import { endingOf, noticeOf, parseObject } from "./transport.js";

/** @typedef {import("./transport.js").TransportEvents} TransportEvents */

const SUBPROTOCOL = "scancast.v1";

/** @type {import("./transport.js").Transport} */
export function openWebSocket(target, events) {
  const url = new URL(target.websocket);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url, SUBPROTOCOL);
  /** When the question was sent whose answer is waited for; null if none is. @type {number | null} */
  let askedAt = null;

  /** @param {string} text */
  function dispatch(text) {
    const message = parseObject(text);
    events.onHeard();
    switch (message?.type) {
      case "notice": {
        const notice = noticeOf(message);
        if (notice !== null) {
          events.onNotice(notice);
        }
        break;
      }
      case "pong":
        if (askedAt !== null) {
          events.onAnswer(performance.now() - askedAt);
          askedAt = null;
        }
        break;
      case "log":
      case "snapshot":
      case "update":
        events.onMessage(message.type, message, text);
        break;
      default:
        if (message !== null) {
          events.onMessage("document", message, text);
        }
    }
  }

  socket.onopen = () => events.onOpen();
  socket.onmessage = (event) => dispatch(String(event.data));
  socket.onclose = (event) => events.onEnding(endingOf(event.code, event.reason));
  return {
    ask() {
      if (socket.readyState === WebSocket.OPEN) {
        askedAt = performance.now();
        socket.send('{"type":"ping"}');
      }
      return true;
    },
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    },
  };
}
