import type { Core } from "./core.js";
import type { Frame } from "./frame.js";
/** Takes what means the same on every connection; false for what does not. */
export declare function takeNotice(core: Core, frame: Frame): boolean;
/** An error about a command whose id the server could not take as one still answers it. */
export declare function answersCommand(core: Core, frame: Frame): boolean;
