// @ts-check
/** Charts as plain SVG that takes the width it is given; texts stay as large as others. */

const SVG = "http://www.w3.org/2000/svg";
const ROW_PX = 38;
const BAR_PX = 8;
const TEXT_PX = 15;

/**
 * One bar of a chart.
 * @typedef {{ label: string, value: number, text: string }} Bar
 */

/**
 * Bars below their labels, the longest as wide as the chart.
 * @param {string} title what it shows, for who can't see it
 * @param {Bar[]} bars
 * @param {number} most so many bars; the others are one
 * @param {(value: number) => string} textOf a value as people read it
 */
export function barChart(title, bars, most, textOf) {
  const shown = joined(bars, most, textOf);
  const longest = Math.max(1, ...shown.map((bar) => bar.value));
  const chart = svg("svg", { class: "chart", width: "100%", height: shown.length * ROW_PX, role: "img" });
  chart.setAttribute("aria-label", `${title}: ${shown.map((bar) => `${bar.label} ${bar.text}`).join(", ")}`);
  shown.forEach((bar, place) => {
    const y = place * ROW_PX;
    const share = (100 * bar.value) / longest;
    const label = svg("text", { x: 0, y: y + TEXT_PX });
    label.textContent = bar.label;
    const value = svg("text", { x: "100%", y: y + TEXT_PX, "text-anchor": "end", class: "value" });
    value.textContent = bar.text;
    const at = { x: 0, y: y + TEXT_PX + 7, height: BAR_PX, rx: BAR_PX / 2 };
    chart.append(
      label,
      value,
      svg("rect", { ...at, width: "100%", class: "track" }),
      svg("rect", { ...at, width: `${Math.max(share, bar.value > 0 ? 1 : 0).toFixed(2)}%`, class: "filled" }),
    );
  });
  return chart;
}

/** @param {Bar[]} bars @param {number} most @param {(value: number) => string} textOf @returns {Bar[]} */
function joined(bars, most, textOf) {
  const sorted = [...bars].sort((a, b) => b.value - a.value);
  if (sorted.length <= most) {
    return sorted;
  }
  const others = sorted.slice(most - 1);
  const value = others.reduce((sum, bar) => sum + bar.value, 0);
  return [...sorted.slice(0, most - 1), { label: `${others.length} others`, value, text: textOf(value) }];
}

/** @param {string} name @param {{ [attribute: string]: string | number }} attributes */
function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([attribute, value]) => element.setAttribute(attribute, String(value)));
  return element;
}
