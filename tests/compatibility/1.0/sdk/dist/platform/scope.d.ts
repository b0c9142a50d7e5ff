import type { Platform } from "./platform.js";
/** Thrown in what waits when its scope ends. */
export declare class ScopeEnded extends Error {
}
/** A stretch of time with everything that waits in it; its end takes all waits back, so that no timer outlives it. */
export declare class Scope {
    private readonly platform;
    private readonly endings;
    private over;
    constructor(platform: Platform);
    /** Whether the scope has ended. */
    get ended(): boolean;
    /** Runs something once after so many milliseconds, unless the scope ends first; what it returns takes that back. */
    after(milliseconds: number, run: () => void): () => void;
    /** Runs something when its turn has come, at once where that is now. */
    inTurn(wait: number, run: () => void): void;
    /** Waits for so many milliseconds. Throws {@link ScopeEnded} at the end of the scope. */
    sleep(milliseconds: number): Promise<void>;
    /** Waits until what is begun calls back. Throws {@link ScopeEnded} at the end of the scope. */
    wait(begin: (done: () => void) => () => void): Promise<void>;
    /** Calls something at the end of the scope; what it returns takes that back. */
    onEnd(run: () => void): () => void;
    /** Runs a task whose waits end with the scope. */
    run(task: () => Promise<void>, failed: (fault: unknown) => void): void;
    /** Ends the scope and all waiting in it. */
    end(): void;
}
