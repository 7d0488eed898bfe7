// @ts-check
/** The tab's icon: a ring that fills, in the colour of how the scan stands. */

const COLORS = Object.freeze({
  waiting: "#8b93a7",
  running: "#4c6ef5",
  completed: "#2b9a66",
  error: "#dc3d43",
  canceled: "#8b93a7",
});

const AROUND = 2 * Math.PI * 11;

let drawn = "";

/**
 * @param {keyof typeof COLORS} tone
 * @param {number | null} percent
 */
export function drawFavicon(tone, percent) {
  const ended = tone === "completed" || tone === "error" || tone === "canceled";
  const whole = ended ? 100 : Math.floor(percent ?? 0);
  const key = `${tone} ${whole}`;
  const link = document.querySelector("link[rel=icon]");
  if (key === drawn || !(link instanceof HTMLLinkElement)) {
    return;
  }
  drawn = key;
  const color = COLORS[tone];
  const ring = ended
    ? `<circle cx="16" cy="16" r="13" fill="${color}"/>`
    : `<circle cx="16" cy="16" r="11" fill="none" stroke="#8b93a7" stroke-opacity=".35" stroke-width="6"/>` +
      `<circle cx="16" cy="16" r="11" fill="none" stroke="${color}" stroke-width="6" transform="rotate(-90 16 16)" ` +
      `stroke-dasharray="${((AROUND * whole) / 100).toFixed(2)} ${AROUND.toFixed(2)}"/>`;
  const marks = {
    completed: "M10 16.5l4.2 4.2L22.5 12",
    error: "M11 11l10 10M21 11L11 21",
    canceled: "M10.500 16h11",
    waiting: "",
    running: "",
  };
  const mark = `<path d="${marks[tone]}" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${ring}${ended ? mark : ""}</svg>`;
  link.href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
