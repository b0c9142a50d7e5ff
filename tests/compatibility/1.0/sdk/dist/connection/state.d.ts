import type { PositionedState } from "../delivery/follow.js";
import type { Scope } from "../platform/scope.js";
import type { Core } from "./core.js";
/** Loads a state over HTTP with a good token (section 10). Throws where the server refuses, or is not there. */
export declare function loadState(core: Core, path: string): Promise<PositionedState>;
/** Loads a state as soon as the server is there and has time. Throws where it refuses for good. */
export declare function awaitState(core: Core, path: string, scope: Scope): Promise<PositionedState>;
