import { ClientStopped } from "../contract/errors.js";
import type { SessionEnd } from "./end.js";
/** What to do after an end: wait so many milliseconds and try again, or stop. */
export type Step = {
    readonly delay: number;
    readonly asked: boolean;
} | {
    readonly stop: ClientStopped;
};
/** The waits between attempts, and the randomness in them. */
export interface Backoff {
    readonly firstBackoff: number;
    readonly maxBackoff: number;
    readonly random: () => number;
}
/**
 * Decides after each end, by the table of close codes (section 1), how to go on. The longest wait doubles with each failure; the wait
 * is random up to it, so that a café's clients do not come back all at once.
 */
export declare class Reconnection {
    private readonly backoff;
    private failures;
    private refusals;
    constructor(backoff: Backoff);
    /** Decides how to go on after a connection has ended. */
    after(end: SessionEnd): Step;
    private wait;
    private stop;
    private randomWait;
}
