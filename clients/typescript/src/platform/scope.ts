import type { Platform } from "./platform.js";

/** Thrown in what waits when its scope ends. */
export class ScopeEnded extends Error {}

/** A stretch of time with everything that waits in it; its end takes all waits back, so that no timer outlives it. */
export class Scope {
  private readonly endings = new Set<() => void>();
  private over = false;

  constructor(private readonly platform: Platform) {}

  /** Whether the scope has ended. */
  get ended(): boolean {
    return this.over;
  }

  /** Runs something once after so many milliseconds, unless the scope ends first; what it returns takes that back. */
  after(milliseconds: number, run: () => void): () => void {
    if (this.over) {
      return () => {};
    }

    const cancel = this.platform.after(milliseconds, () => {
      this.endings.delete(cancel);
      run();
    });
    this.endings.add(cancel);
    return () => {
      this.endings.delete(cancel);
      cancel();
    };
  }

  /** Runs something when its turn has come, at once where that is now. */
  inTurn(wait: number, run: () => void): void {
    if (wait <= 0) {
      run();
    } else {
      this.after(wait, run);
    }
  }

  /** Waits for so many milliseconds. Throws {@link ScopeEnded} at the end of the scope. */
  sleep(milliseconds: number): Promise<void> {
    return this.wait((done) => this.after(milliseconds, done));
  }

  /** Waits until what is begun calls back. Throws {@link ScopeEnded} at the end of the scope. */
  wait(begin: (done: () => void) => () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.over) {
        reject(new ScopeEnded());
        return;
      }

      const end = () => {
        stop();
        reject(new ScopeEnded());
      };
      const stop = begin(() => {
        this.endings.delete(end);
        resolve();
      });
      this.endings.add(end);
    });
  }

  /** Calls something at the end of the scope; what it returns takes that back. */
  onEnd(run: () => void): () => void {
    if (this.over) {
      run();
      return () => {};
    }

    this.endings.add(run);
    return () => this.endings.delete(run);
  }

  /** Runs a task whose waits end with the scope. */
  run(task: () => Promise<void>, failed: (fault: unknown) => void): void {
    task().catch((fault: unknown) => {
      if (!(fault instanceof ScopeEnded)) {
        failed(fault);
      }
    });
  }

  /** Ends the scope and all waiting in it. */
  end(): void {
    this.over = true;
    const endings = [...this.endings];
    this.endings.clear();
    for (const ending of endings) {
      ending();
    }
  }
}
