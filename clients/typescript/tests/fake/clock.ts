/** A clock that stands until a test moves it, and timers that can be counted. */
export class FakeClock {
  private readonly timers = new Map<number, { at: number; run: () => void }>();
  private nextTimer = 1;
  private time = 0;

  /** How many timers run. */
  get running(): number {
    return this.timers.size;
  }

  readonly now = () => Date.UTC(2024, 0, 15, 10, 30) + this.time;
  readonly elapsed = () => this.time;
  readonly after = (milliseconds: number, run: () => void) => {
    const timer = this.nextTimer++;
    this.timers.set(timer, { at: this.time + milliseconds, run });
    return () => void this.timers.delete(timer);
  };

  /** Lets so many milliseconds pass; what is due runs at its time, and what follows from it before the next. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await settled();
    for (;;) {
      const [due] = [...this.timers].filter(([, { at }]) => at <= end).sort(([, left], [, right]) => left.at - right.at);
      if (!due) {
        break;
      }

      this.timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].run();
      await settled();
    }

    this.time = end;
  }
}

/** Waits until nothing is left to do before time passes or somebody else speaks. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
