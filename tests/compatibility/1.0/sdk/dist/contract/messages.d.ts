import type { ChannelMessage, Commands, ConnectionEstablished, Error as ErrorMessage, MessageAcknowledged, MessageError, MessageOn, SubscriptionConfirmed } from "../protocol/generated.js";
/** What the server said of a session (section 1). */
export type Session = ConnectionEstablished["data"];
/** What an `error` of the server says (section 2). */
export type ErrorFrame = ErrorMessage["data"];
/** Why a command was refused (section 2). */
export type Refusal = MessageError["data"]["error"];
/** An error code of the protocol (section 2). */
export type ErrorCode = Refusal["code"];
/** The name of a command (section 4). */
export type CommandType = keyof Commands;
/** What a command made, where it made something. */
export type CommandResult = NonNullable<MessageAcknowledged["data"]["result"]>;
/** The server's answer to a subscription (section 3). */
export type Confirmation = SubscriptionConfirmed["data"];
/** A channel that is not heard, and why. */
export type FailedChannel = Confirmation["failed"][number];
/** What was told on a channel is gone and comes no more: load the state anew (section 7). Messages after it follow. */
export interface HistoryLost {
    readonly type: "history_lost";
    readonly channel: string;
    /** The last sequence that was delivered. */
    readonly after: number;
    /** The sequence after which messages come now. */
    readonly resumesAfter: number;
}
/** A channel is heard no more: refused, or revoked (sections 1 and 3). */
export interface SubscriptionEnded {
    readonly type: "subscription_ended";
    readonly channel: string;
    /** Why, in a word of the protocol or in words for people. */
    readonly reason: string;
}
/** A state that was loaded over HTTP, and everything before it is in it (section 10). */
export interface StateLoaded<State> {
    readonly type: "state";
    readonly state: State;
}
/** What a subscription brings, in order: the messages of its channels, and what the client has to say of a channel. */
export type Delivered<Name extends string = string> = MessageOn<Name> | HistoryLost | SubscriptionEnded;
/** What following a state brings: first the state, then what changes it, and another state where history is gone. */
export type Followed<State> = StateLoaded<State> | ChannelMessage | SubscriptionEnded;
/** Positions of a state or of an earlier client: the last sequence of each channel, and the epoch that they belong to. */
export interface Positions {
    readonly positions: Readonly<Record<string, number>>;
    readonly epoch: string;
}
export type { ChannelMessage, Commands, MessageOn } from "../protocol/generated.js";
