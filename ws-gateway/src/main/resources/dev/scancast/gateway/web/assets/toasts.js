// @ts-check
/** Messages that come and go. A pointer or the focus on one keeps all; each can be closed. */

import { byId, create } from "./dom.js";

/** With more the oldest goes. */
const MOST = 4;

/** @typedef {"running" | "completed" | "error" | "canceled" | "warning"} Tone */

/** @type {Map<HTMLElement, ReturnType<typeof setTimeout>>} */
const leaving = new Map();

let kept = false;

/** Makes the place of the messages work; before it is called none is shown. */
export function prepareToasts() {
  const place = byId("toasts");
  const keep = () => {
    kept = true;
  };
  const release = () => {
    kept = place.matches(":hover, :focus-within");
    if (!kept) {
      [...leaving.keys()].filter((toast) => toast.dataset.over === "true").forEach(remove);
    }
  };
  place.addEventListener("pointerenter", keep);
  place.addEventListener("focusin", keep);
  place.addEventListener("pointerleave", release);
  place.addEventListener("focusout", () => setTimeout(release));
}

/**
 * Shows a message, and tells it to who listens.
 * @param {{ tone: Tone, text: string, ms: number }} message
 */
export function toast({ tone, text, ms }) {
  const close = create("button", "close", "×");
  close.setAttribute("type", "button");
  close.setAttribute("aria-label", "Close this message");
  const element = create("div", "toast", create("p", "", text), close);
  element.dataset.tone = tone;
  close.addEventListener("click", () => remove(element));
  byId("toasts").append(element);
  leaving.set(
    element,
    setTimeout(() => {
      element.dataset.over = "true";
      if (!kept) {
        remove(element);
      }
    }, ms),
  );
  [...leaving.keys()].slice(0, -MOST).forEach(remove);
}

/** @param {HTMLElement} element */
function remove(element) {
  clearTimeout(leaving.get(element));
  leaving.delete(element);
  element.remove();
}
