import type { Scope } from "../platform/scope.js";
import type { Core } from "./core.js";
import type { Requests } from "./requests.js";
/** Answers `token_expiring` with `token_refresh` (section 1). Where it cannot, the session ends at its time and the client reconnects. */
export declare function renewSession(core: Core, requests: Requests, scope: Scope): Promise<void>;
