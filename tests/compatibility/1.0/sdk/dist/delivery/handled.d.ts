/** What the application has handled, and what of it has yet to be confirmed (section 7). */
export declare class HandledMessages {
    private readonly marks;
    /** Is called when there is something to confirm. */
    onOwed: () => void;
    /** The last handled sequence of each channel. */
    get positions(): Record<string, number>;
    /** The first unhandled message of a channel that asks for an ack. */
    firstWaiting(channel: string): number | undefined;
    /** A message goes to so many subscriptions; each calls what is returned, once, when it has handled it. */
    expect(channel: string, sequence: number, ackRequired: boolean, subscriptions: number): () => void;
    /** The server sent a message again: if it was handled, its ack was lost. */
    confirmAgain(channel: string, sequence: number): void;
    /** Takes what is to be confirmed, of so many channels at most. */
    take(most: number): [channel: string, sequence: number][];
    /** Whether something is left to confirm. */
    get owes(): boolean;
    /** What is on its way comes from another history, or nobody handles it any more. */
    forget(channel: string): void;
    private mark;
    private advance;
}
