// @ts-check
/**
 * What happens to the page around a connection. A page that is left loses its connections, and that is no loss to tell
 * of; one that comes back from the back-forward cache needs them again.
 *
 * @param {{ onAwake: () => void, onOffline: () => void, onLeft: () => void, onReturned: () => void }} listener `onAwake`:
 *     the network or the user is back, so that it is worth trying now; `onOffline`: the network is gone, which is no loss
 *     yet, for the gateway may be on this very machine
 * @param {AbortSignal} signal ends the listening
 */
export function followPageLife(listener, signal) {
  if (typeof globalThis.document === "undefined") {
    return; // not in a page
  }
  addEventListener("online", listener.onAwake, { signal });
  addEventListener("offline", listener.onOffline, { signal });
  addEventListener("pagehide", listener.onLeft, { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "visible") {
        listener.onAwake();
      }
    },
    { signal },
  );
  addEventListener(
    "pageshow",
    (event) => {
      if (event.persisted) {
        listener.onReturned();
      }
    },
    { signal },
  );
}
