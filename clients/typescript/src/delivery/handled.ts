/** A message on its way through the application. */
interface Handing {
  readonly sequence: number;
  readonly ackRequired: boolean;
  /** How many subscriptions have yet to handle it. */
  left: number;
}

/** What the application has handled of one channel, and what of it the server has yet to hear. */
interface Mark {
  readonly waiting: Handing[];
  handled?: number;
  confirmed?: number;
  toConfirm: boolean;
}

/** What the application has handled, and what of it has yet to be confirmed (section 7). */
export class HandledMessages {
  private readonly marks = new Map<string, Mark>();

  /** Is called when there is something to confirm. */
  onOwed: () => void = () => {};

  /** The last handled sequence of each channel. */
  get positions(): Record<string, number> {
    const positions: Record<string, number> = {};
    for (const [channel, { handled }] of this.marks) {
      if (handled !== undefined) {
        positions[channel] = handled;
      }
    }

    return positions;
  }

  /** The first unhandled message of a channel that asks for an ack. */
  firstWaiting(channel: string): number | undefined {
    return this.marks.get(channel)?.waiting.find((handing) => handing.ackRequired)?.sequence;
  }

  /** A message goes to so many subscriptions; each calls what is returned, once, when it has handled it. */
  expect(channel: string, sequence: number, ackRequired: boolean, subscriptions: number): () => void {
    const mark = this.mark(channel);
    const handing: Handing = { sequence, ackRequired, left: subscriptions };
    mark.waiting.push(handing);
    return () => {
      handing.left--;
      this.advance(mark);
    };
  }

  /** The server sent a message again: if it was handled, its ack was lost. */
  confirmAgain(channel: string, sequence: number): void {
    const mark = this.marks.get(channel);
    if (mark?.confirmed !== undefined && mark.confirmed >= sequence) {
      mark.toConfirm = true;
      this.onOwed();
    }
  }

  /** Takes what is to be confirmed, of so many channels at most. */
  take(most: number): [channel: string, sequence: number][] {
    const taken: [string, number][] = [];
    for (const [channel, mark] of this.marks) {
      if (mark.toConfirm && taken.length < most) {
        mark.toConfirm = false;
        taken.push([channel, mark.confirmed!]);
      }
    }

    return taken;
  }

  /** Whether something is left to confirm. */
  get owes(): boolean {
    return [...this.marks.values()].some((mark) => mark.toConfirm);
  }

  /** What is on its way comes from another history, or nobody handles it any more. */
  forget(channel: string): void {
    this.marks.delete(channel);
  }

  private mark(channel: string): Mark {
    let mark = this.marks.get(channel);
    if (!mark) {
      this.marks.set(channel, (mark = { waiting: [], toConfirm: false }));
    }

    return mark;
  }

  private advance(mark: Mark): void {
    while (mark.waiting[0]?.left === 0) {
      const { sequence, ackRequired } = mark.waiting.shift()!;
      mark.handled = Math.max(mark.handled ?? 0, sequence);
      if (ackRequired) {
        mark.confirmed = Math.max(mark.confirmed ?? 0, sequence);
        mark.toConfirm = true;
      }
    }

    if (mark.toConfirm) {
      this.onOwed();
    }
  }
}
