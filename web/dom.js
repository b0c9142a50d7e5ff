// Views describe what should be there; patch() changes what is there into that, keeping focus and what somebody typed.
import { afterPress, isPressed } from './press.js';

/** Makes an element. Falsy children and attributes are left out; `true` is an empty attribute. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...present(children));
  return element;
}

/** Makes the children of an element what they should be. Elements with a data-key are moved, not made anew. */
export function patch(parent, children) {
  const kept = new Map();
  for (const child of parent.children) {
    if (child.dataset.key) kept.set(child.dataset.key, child);
  }
  let cursor = parent.firstChild;
  for (const wanted of present(children).map(asNode)) {
    const key = wanted.dataset?.key;
    const there = key ? kept.get(key) : cursor?.dataset?.key ? null : cursor;
    if (there && there.nodeName === wanted.nodeName) {
      if (there === cursor) cursor = cursor.nextSibling;
      else parent.insertBefore(there, cursor);
      adjust(there, wanted);
    } else {
      parent.insertBefore(wanted, cursor);
    }
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

function adjust(there, wanted) {
  if (there.nodeType === Node.TEXT_NODE) {
    if (there.nodeValue !== wanted.nodeValue) there.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...there.attributes]) {
    // Whether something is open is the reader's choice, not the view's.
    if (!wanted.hasAttribute(name) && name !== 'open') there.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (there.getAttribute(name) !== value) there.setAttribute(name, value);
  }
  patch(there, [...wanted.childNodes]);
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== '');
}

function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(child);
}

/**
 * Draws at the next picture, once for all calls before it. Never while something is pressed: a button that moves away under a finger
 * is a tap that is lost, or one on the button next to it.
 */
export function atNextPicture(draw) {
  let isScheduled = false;
  const now = () => {
    if (isPressed()) {
      afterPress(now);
      return;
    }
    isScheduled = false;
    draw();
  };
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(now);
  };
}

/**
 * Draws so that nobody who works with the keyboard loses the place. What had the focus keeps it where it was moved; where it is gone, the nearest
 * of what was around it gets it: by what says data-focus there, or by its heading.
 */
export function keepingFocus(draw) {
  const had = document.activeElement;
  const around = [];
  for (let one = had?.parentElement; one; one = one.parentElement) around.push(one);
  draw();
  if (!had || had === document.body || document.activeElement !== document.body) return;
  const isThere = (one) => one.isConnected;
  const next = had.isConnected ? had : around.filter(isThere).map((one) => one.querySelector('[data-focus]') ?? one.querySelector(':is(h2, h3, h4)[tabindex]')).find(Boolean);
  next?.focus({ preventScroll: true });
}
