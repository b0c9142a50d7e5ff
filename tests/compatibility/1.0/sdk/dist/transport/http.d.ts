import { TableTapError } from "../contract/errors.js";
import type { Refusal } from "../contract/messages.js";
import type { Settings } from "../contract/options.js";
/** A refusal over HTTP, with the fields of its problem document (RFC 9457). */
export declare class HttpRefusal extends TableTapError {
    /** The status of the answer. */
    readonly status: number;
    /** What the server said, as on the socket. */
    readonly refusal: Refusal;
    name: string;
    constructor(
    /** The status of the answer. */
    status: number, 
    /** What the server said, as on the socket. */
    refusal: Refusal);
}
/** Asks the server. Throws an {@link HttpRefusal} where it refuses, and what `fetch` throws where it is not there. */
export declare function request(settings: Settings, path: string, token: string, init?: RequestInit): Promise<Response>;
