// What a device keeps after a page is closed.

export class Kept {
  #key;
  #unkept = null;

  /** @param key what it is kept under */
  constructor(key) {
    this.#key = `tabletap.${key}`;
  }

  /** What is kept, or null. Another tab may have gone on meanwhile: it is read each time. */
  read() {
    try {
      return this.#unkept ?? JSON.parse(localStorage.getItem(this.#key));
    } catch {
      return null;
    }
  }

  /** Keeps something. */
  write(kept) {
    try {
      localStorage.setItem(this.#key, JSON.stringify(kept));
      this.#unkept = null;
    } catch {
      // Storage is full or switched off: it holds until the page is left.
      this.#unkept = kept;
    }
  }
}
