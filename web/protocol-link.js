import { at } from './base.js';

/** Where the protocol page tells of a message type or an error code. */
export function linkTo(name) {
  return at(`docs/protocol#${name.toLowerCase()}`);
}
