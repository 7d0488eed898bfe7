// @ts-check
/** The scans that run now, live on one connection. */

import { NOT_YET } from "./connection-state.js";
import { renderConnection } from "./connection-view.js";
import { outcomeOf } from "./document.js";
import { byId, setText, show } from "./dom.js";
import { countText } from "./format.js";
import { pageToken } from "./page-token.js";
import { ScanList } from "./scan-list.js";
import { watchMany } from "./scancast.js";

const RENDER_MS = 100;
const CLOCK_MS = 1000;

/**
 * Shows them for as long as the page is there.
 * @param {() => void} onEnd one of them has ended
 */
export function followRunningScans(onEnd) {
  const list = new ScanList(byId("running"));
  const model = { connection: NOT_YET, retryAt: 0 };
  /** @type {Set<string>} */
  let runningBefore = new Set();
  let known = false;
  let renderDue = false;

  const watching = watchMany({
    token: pageToken,
    onChange() {
      known = true;
      changed();
    },
    onState(state) {
      model.connection = state;
      model.retryAt = performance.now() + (state.retryInMs ?? 0);
      changed();
    },
  });

  function changed() {
    if (!renderDue) {
      renderDue = true;
      setTimeout(() => {
        renderDue = false;
        draw();
      }, RENDER_MS);
    }
  }

  function draw() {
    renderConnection(model, performance.now());
    const running = [...watching.scans].filter(([, scan]) => outcomeOf(scan.status) === null);
    // By id, so that nothing changes its place: ours begin with the time at which they were asked for.
    running.sort(([a], [b]) => (a < b ? 1 : -1));
    list.draw(running);
    setText(byId("running-count"), running.length > 0 ? countText(running.length) : "");
    show(byId("running-empty"), known && running.length === 0);
    const ids = new Set(running.map(([id]) => id));
    if ([...runningBefore].some((id) => !ids.has(id))) {
      onEnd();
    }
    runningBefore = ids;
  }

  setInterval(() => renderConnection(model, performance.now()), CLOCK_MS);
  changed();
}
