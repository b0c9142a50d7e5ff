import type { Core } from "./core.js";
/** Whether the server takes work, as it says over HTTP: one that is away, or has just begun to start, says nothing about sockets. */
export declare function takesWork(core: Core): Promise<boolean>;
