/** Something for the application, and what to call once it is handled. */
export interface Entry<Item> {
  readonly item: Item;
  readonly handled: () => void;
}

/** What waits for the application, in order and up to a capacity. */
export class Inbox<Item> {
  private readonly entries: Entry<Item>[] = [];
  private waiting: ((entry: Entry<Item> | undefined) => void) | undefined;
  private over = false;

  /** Makes an empty one; `onRoom` is called when one that was full is half empty. */
  constructor(
    private readonly capacity: number,
    private readonly onRoom: () => void,
  ) {}

  private wasFull = false;

  /** Whether no message fits in now. */
  get full(): boolean {
    const full = this.entries.length >= this.capacity;
    this.wasFull ||= full;
    return full;
  }

  /** Puts something at the end. What the client itself says fits in always; there is little of it. */
  put(item: Item, handled: () => void = () => {}): void {
    if (this.over) {
      handled();
    } else if (this.waiting) {
      const waiting = this.waiting;
      this.waiting = undefined;
      waiting({ item, handled });
    } else {
      this.entries.push({ item, handled });
    }
  }

  /** Takes the next as soon as there is one; undefined when no more will come. */
  take(): Promise<Entry<Item> | undefined> {
    const entry = this.entries.shift();
    if (entry && this.wasFull && this.entries.length <= this.capacity / 2) {
      this.wasFull = false;
      this.onRoom();
    }

    if (entry || this.over) {
      return Promise.resolve(entry);
    }

    return new Promise((resolve) => (this.waiting = resolve));
  }

  /** No more will come; what waits can still be taken. */
  end(): void {
    this.over = true;
    this.waiting?.(undefined);
    this.waiting = undefined;
  }

  /** Drops what waits; nobody will take it. */
  clear(): void {
    for (const { handled } of this.entries.splice(0)) {
      handled();
    }
  }
}
