import { PendingCommands } from "../commands/pending.js";
import type { ClientEvent } from "../contract/events.js";
import type { Settings } from "../contract/options.js";
import { HandledMessages } from "../delivery/handled.js";
import { Subscriptions } from "../delivery/subscriptions.js";
import type { Keyring } from "../keys/keyring.js";
import { Scope } from "../platform/scope.js";
import { FreshnessRecord } from "./freshness.js";
import { Tokens } from "./tokens.js";
/** What outlives connections: what is heard, what was handled, which commands wait. */
export declare class Core {
    readonly settings: Settings;
    readonly keyring: Keyring;
    readonly scope: Scope;
    readonly tokens: Tokens;
    readonly handled: HandledMessages;
    readonly subscriptions: Subscriptions;
    readonly commands: PendingCommands;
    readonly freshness: FreshnessRecord;
    private readonly listeners;
    constructor(settings: Settings, keyring: Keyring);
    /** Calls something for every event; what it returns ends that. */
    listen(listener: (event: ClientEvent) => void): () => void;
    /** Tells the listeners of an event. What one throws is told to the others, and stops nothing. */
    raise(event: ClientEvent): void;
    /** A handler of the application threw: nobody may be left without a word of it. */
    handlerFailed(fault: unknown): void;
}
