/** What a message's sequence says of it. */
export type Arrival = 
/** The next one: give it to the application. */
"next"
/** From before the subscription's start, and sent again: give it to the application once. */
 | "redelivered"
/** Given to the application already. */
 | "duplicate"
/** Something before it is missing. */
 | "hole";
/** How far one channel was received (section 2). */
export declare class ChannelProgress {
    private start?;
    private redelivered;
    /** Begins after a sequence; undefined where the server did not say: then what comes first is the beginning. */
    constructor(start?: number | undefined);
    /** The last sequence received; undefined before the first of a channel without a known start. */
    last: number | undefined;
    /** Judges a sequence. The jumps of a replay are the server's word. */
    judge(sequence: number, replayed: boolean): Arrival;
    /** Moves on to a sequence that was judged as next or redelivered. */
    advance(sequence: number, arrival: Arrival): void;
    /** Everything up to a sequence has come, or may not be seen. */
    reach(sequence: number): void;
}
