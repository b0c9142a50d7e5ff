import type { HandledMessages } from "../delivery/handled.js";
import type { Scope } from "../platform/scope.js";
/** Confirms what was handled: cumulative, one ack a channel and interval (section 7). */
export declare class AckSender {
    private readonly handled;
    private readonly scope;
    private readonly interval;
    private readonly send;
    private due;
    constructor(handled: HandledMessages, scope: Scope, interval: number, send: (data: {
        channel: string;
        sequence: number;
    }) => void);
    /** Confirms what is handled by now. */
    flush(most?: number): void;
    private plan;
}
