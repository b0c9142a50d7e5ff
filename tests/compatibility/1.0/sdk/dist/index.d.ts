/**
 * Client of the TableTap protocol for browsers and Node 20 and later.
 *
 * @packageDocumentation
 */
export { TableTapClient } from "./client.js";
export { ClientStopped, CommandQueueFull, CommandRefused, CommandUnanswered, TableTapError } from "./contract/errors.js";
export type { ClientEvent, Freshness, Transport } from "./contract/events.js";
export type { PrivateJwk } from "./contract/keys.js";
export type { ChannelMessage, CommandResult, Commands, CommandType, Confirmation, Delivered, ErrorCode, ErrorFrame, FailedChannel, Followed, HistoryLost, MessageOn, Positions, Refusal, Session, StateLoaded, SubscriptionEnded, } from "./contract/messages.js";
export type { ClientOptions, TokenSource } from "./contract/options.js";
export type { Subscription } from "./delivery/subscription.js";
export type { Platform, SocketConstructor, SocketLike } from "./platform/platform.js";
export { HttpRefusal } from "./transport/http.js";
export type * as Protocol from "./protocol/generated.js";
