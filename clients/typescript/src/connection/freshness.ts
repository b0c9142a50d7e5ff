import type { Freshness } from "../contract/events.js";

/** Keeps how current everything is, and tells when its state changes. */
export class FreshnessRecord {
  private state: Freshness["state"] = "connecting";
  private since: number;
  private lastHeardAt: number | null = null;
  private lastMessageAt: number | null = null;
  private sequence: number | null = null;

  constructor(
    private readonly now: () => number,
    private readonly changed: (freshness: Freshness) => void,
  ) {
    this.since = now();
  }

  /** How it is now. */
  get current(): Freshness {
    const { state, since, lastHeardAt, lastMessageAt, sequence } = this;
    return { state, since, lastHeardAt, lastMessageAt, sequence };
  }

  /** Another state began, if it is another one. */
  become(state: Freshness["state"]): void {
    if (state !== this.state && this.state !== "stopped") {
      this.state = state;
      this.since = this.now();
      this.changed(this.current);
    }
  }

  /** The server said something. */
  heard(): void {
    this.lastHeardAt = this.now();
  }

  /** A message of a channel came. */
  message(sequence: number): void {
    this.lastMessageAt = this.now();
    this.sequence = sequence;
  }
}
