import type { Scope } from "../platform/scope.js";
import type { Core } from "./core.js";
import type { Requests } from "./requests.js";
/** Asks a session for the channels that wait to be opened, and leaves those that nobody hears any more (section 3). */
export declare class Opener {
    private readonly core;
    private readonly requests;
    private readonly scope;
    private readonly lost;
    private readonly asked;
    constructor(core: Core, requests: Requests, scope: Scope, lost: (reason: string) => void);
    /** Brings the server to what is wanted. */
    run(): void;
    private open;
    private confirm;
    private refused;
    private leave;
}
