// What a tab remembers over a reload: written together, so that positions and what was told up to them always agree.

const delay = 150;

export class Memory {
  #key;
  #timer = 0;
  #take;

  /**
   * @param key where it is kept
   * @param take() → what to keep, as it is now
   */
  constructor(key, take) {
    this.#key = `tabletap.${key}`;
    this.#take = take;
    addEventListener('pagehide', () => this.#write());
  }

  /** What was kept, or null. */
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key));
    } catch {
      return null;
    }
  }

  /** Keeps what is, soon. */
  touch() {
    this.#timer ||= setTimeout(() => this.#write(), delay);
  }

  /** Keeps what is, now, and nothing more. */
  leave() {
    this.#write();
    this.#take = null;
  }

  #write() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#take) return;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#take()));
    } catch {
      // Storage is full or switched off: after a reload the history is told from the start.
    }
  }
}
