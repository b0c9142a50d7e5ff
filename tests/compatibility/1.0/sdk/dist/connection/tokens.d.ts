import type { Settings } from "../contract/options.js";
/** The token in use. The application is asked for another one where it has to be new, once for all who wait. */
export declare class Tokens {
    private readonly settings;
    private asking;
    private kept;
    private refused;
    constructor(settings: Settings);
    /** The token in use. */
    current(): Promise<string>;
    /** A token for a new connection, or for the next stretch of this one. */
    renewed(): Promise<string>;
    /** The server does not take the token in use. */
    refuse(): void;
    private ask;
}
