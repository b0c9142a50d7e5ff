// Whether a finger, a pen or a mouse button is down. A press ends when what it means is known: with its click, when it became a scroll, or
// after a moment in which nothing came of it.
const longest = 3_000;
const settling = 100;

let timer = null;
let waiting = [];

addEventListener('pointerdown', () => end(longest), true);
addEventListener('pointerup', () => timer && end(settling), true);
addEventListener('pointercancel', ended, true);
// On the way up: whoever acts on the click has done so.
addEventListener('click', ended);

/** Whether something is pressed now. */
export function isPressed() {
  return timer !== null;
}

/** Runs something when nothing is pressed any longer. */
export function afterPress(run) {
  if (isPressed()) waiting.push(run);
  else run();
}

function end(delay) {
  clearTimeout(timer);
  timer = setTimeout(ended, delay);
}

function ended() {
  clearTimeout(timer);
  timer = null;
  const due = waiting;
  waiting = [];
  for (const run of due) run();
}
