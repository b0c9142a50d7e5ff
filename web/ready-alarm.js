// A guest hears, feels and reads in the page's title that an order is ready, until they look.
import { Chime } from './chime.js';
import { Kept } from './kept.js';

const buzz = [300, 150, 300];
const longest = 60_000;

export class ReadyAlarm {
  #chime = new Chime(new Kept('guest.sound'));
  #title = null;
  #timer = 0;

  constructor() {
    // Whoever touches the page has seen it, and lets sounds out from here on.
    for (const event of ['pointerdown', 'keydown']) addEventListener(event, () => this.#touched());
  }

  /** Tells that an order is ready, in these words. */
  sound(words) {
    this.#title ??= document.title;
    document.title = `● ${words}`;
    this.#chime.ring(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#chime.ring(false), longest);
    // A browser complains where nobody has touched the page yet.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(buzz);
  }

  #touched() {
    this.#chime.unlock();
    this.#chime.ring(false);
    document.title = this.#title ?? document.title;
    this.#title = null;
  }
}
