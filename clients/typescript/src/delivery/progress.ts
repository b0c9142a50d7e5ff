/** What a message's sequence says of it. */
export type Arrival =
  /** The next one: give it to the application. */
  | "next"
  /** From before the subscription's start, and sent again: give it to the application once. */
  | "redelivered"
  /** Given to the application already. */
  | "duplicate"
  /** Something before it is missing. */
  | "hole";

/** How far one channel was received (section 2). */
export class ChannelProgress {
  private redelivered = 0;

  /** Begins after a sequence; undefined where the server did not say: then what comes first is the beginning. */
  constructor(private start?: number) {
    this.last = start;
  }

  /** The last sequence received; undefined before the first of a channel without a known start. */
  last: number | undefined;

  /** Judges a sequence. The jumps of a replay are the server's word. */
  judge(sequence: number, replayed: boolean): Arrival {
    if (this.last === undefined || this.start === undefined) {
      return "next";
    }

    if (sequence <= this.start && sequence > this.redelivered) {
      return "redelivered";
    }

    if (sequence <= this.last) {
      return "duplicate";
    }

    return sequence === this.last + 1 || replayed ? "next" : "hole";
  }

  /** Moves on to a sequence that was judged as next or redelivered. */
  advance(sequence: number, arrival: Arrival): void {
    if (arrival === "redelivered") {
      this.redelivered = sequence;
      return;
    }

    this.start ??= sequence - 1;
    this.last = sequence;
  }

  /** Everything up to a sequence has come, or may not be seen. */
  reach(sequence: number): void {
    if (this.last !== undefined && sequence > this.last) {
      this.last = sequence;
    }
  }
}
