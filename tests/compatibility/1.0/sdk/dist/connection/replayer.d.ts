import type { Scope } from "../platform/scope.js";
import type { Limiter } from "../platform/limiter.js";
import type { Core } from "./core.js";
import type { Requests } from "./requests.js";
/**
 * Fetches what was missed by `reconnect`: all channels when a session begins, those with a hole while it lives; one replay at a time,
 * within the server's limit (section 7).
 */
export declare class Replayer {
    private readonly core;
    private readonly requests;
    private readonly scope;
    private readonly budget;
    private readonly failed;
    private readonly behind;
    private filling;
    private running;
    constructor(core: Core, requests: Requests, scope: Scope, budget: Limiter, failed: (reason: string) => void);
    /** Whether something that was missed has yet to come. */
    get busy(): boolean;
    /** Fetches what was missed before the session began. */
    resume(): void;
    /** Asks for a replay of a channel that has a hole, unless one was asked for already. */
    ask(channel: string): void;
    /** The last page came: what jumps from here on is a new hole. Called where the frames are read, so that none slips between. */
    filled(positions: Readonly<Record<string, number>>, complete: Readonly<Record<string, boolean>>): void;
    private run;
    private fillAll;
    private fetch;
}
