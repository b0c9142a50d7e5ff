import type { Followed, Positions } from "../contract/messages.js";
/** A state as the server answers it, with its positions. */
export type PositionedState = Positions & Record<string, unknown>;
/**
 * Makes of a subscription one that follows a state: passes over what is in the state already, and loads the state anew where history is
 * gone (section 10).
 */
export declare function follower<State>(load: () => Promise<PositionedState>): (raw: unknown) => Promise<Followed<State> | undefined>;
