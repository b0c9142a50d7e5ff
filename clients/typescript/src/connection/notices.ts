import type { ErrorFrame, Refusal } from "../contract/messages.js";
import type { MessageAcknowledged, MessageError, SubscriptionExtended, SubscriptionRevoked } from "../protocol/generated.js";
import type { Core } from "./core.js";
import type { Frame } from "./frame.js";

/** Takes what means the same on every connection; false for what does not. */
export function takeNotice(core: Core, frame: Frame): boolean {
  switch (frame.type) {
    case "message_acknowledged": {
      const { messageId, result } = frame.data as MessageAcknowledged["data"];
      core.commands.answer(messageId, { result: result ?? {} });
      return true;
    }

    case "message_error": {
      const { messageId, error } = frame.data as MessageError["data"];
      core.commands.answer(messageId, { refusal: error });
      return true;
    }

    case "subscription_extended": {
      const { pattern, channels } = frame.data as SubscriptionExtended["data"];
      core.subscriptions.extend(channels);
      core.raise({ type: "subscription_extended", pattern, channels });
      return true;
    }

    case "subscription_revoked": {
      const { channel, reason } = frame.data as SubscriptionRevoked["data"];
      core.subscriptions.end(channel, reason);
      return true;
    }

    default:
      return false;
  }
}

/** An error about a command whose id the server could not take as one still answers it. */
export function answersCommand(core: Core, frame: Frame): boolean {
  return core.commands.answer(frame.correlationId, { refusal: frame.data as ErrorFrame as Refusal });
}
