/** Where the protocol page tells of a message type or an error code. */
export function linkTo(name) {
  return `/docs/protocol#${name.toLowerCase()}`;
}
