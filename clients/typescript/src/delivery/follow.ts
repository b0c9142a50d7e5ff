import type { ChannelMessage, Followed, HistoryLost, Positions, SubscriptionEnded } from "../contract/messages.js";

/** A state as the server answers it, with its positions. */
export type PositionedState = Positions & Record<string, unknown>;

/** What comes in a subscription that follows a state. */
type Raw =
  | ChannelMessage
  | HistoryLost
  | SubscriptionEnded
  | { readonly type: "state"; readonly state: PositionedState }
  | { readonly type: "state_due"; readonly ready: () => Promise<unknown> };

/**
 * Makes of a subscription one that follows a state: passes over what is in the state already, and loads the state anew where history is
 * gone (section 10).
 */
export function follower<State>(load: () => Promise<PositionedState>): (raw: unknown) => Promise<Followed<State> | undefined> {
  let positions: Readonly<Record<string, number>> = {};
  const show = (state: PositionedState): Followed<State> => {
    positions = state.positions;
    return { type: "state", state: state as unknown as State };
  };
  return async (raw) => {
    const item = raw as Raw;
    switch (item.type) {
      case "state":
        return show(item.state);
      case "state_due":
        await item.ready();
        return show(await load());
      case "history_lost":
        return show(await load());
      case "subscription_ended":
        return item;
      default:
        return item.sequence <= (positions[item.channel] ?? 0) ? undefined : item;
    }
  };
}
