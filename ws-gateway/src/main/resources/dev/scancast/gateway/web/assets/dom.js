// @ts-check
/** The little that the pages need from the DOM. Text only ever goes in as text. */

/**
 * The element with the id, which the page has.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`the page has no #${id}`);
  }
  return element;
}

/**
 * The same, of a certain kind.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} type
 * @returns {E}
 */
export function byIdAs(id, type) {
  const element = byId(id);
  if (!(element instanceof type)) {
    throw new Error(`#${id} is no ${type.name}`);
  }
  return element;
}

/**
 * Sets a text if it is another, so that nothing selected is lost and nothing is spoken twice.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Shows or hides.
 * @param {HTMLElement} element
 * @param {boolean} shown
 */
export function show(element, shown) {
  element.hidden = !shown;
}

/**
 * A new element.
 * @param {string} name of its tag
 * @param {string} [className]
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function create(name, className = "", ...children) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}

/**
 * Fills a bar so far. The filling is moved, not stretched: its end stays round, and no layout is needed.
 * @param {HTMLElement} fill
 * @param {number | null} percent
 */
export function fillBar(fill, percent) {
  // At nothing it goes a little further, else a sliver of it shows on some screens.
  fill.style.transform = `translateX(${percent ? percent - 100 : -102}%)`;
}
