/**
 * A random id of letters alone, so that no run of its digits can look like the number of a payment card, which the server refuses.
 * crypto.randomUUID exists on secure pages only, and a café's tablet may come over plain HTTP.
 */
export function random() {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => letter(byte >> 4) + letter(byte & 15)).join('');
}

const letter = (half) => String.fromCharCode(97 + half);
