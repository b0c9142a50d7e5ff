// A picture that the café names by its address.
import { h } from './dom.js';

// Where a picture is gone, nothing is better than its frame; and it is not asked for again as long as the network is the same.
const gone = new Set();
addEventListener('online', () => gone.clear());

/** A picture that is fetched when it comes into view, and has its room before it is there; null where there is none. */
export function picture(address, width, height, kind) {
  if (!address || gone.has(address)) return null;
  // What may wait has to be said before the address; beside its name it says nothing more to who does not see it.
  const image = h('img', { class: kind, loading: 'lazy', decoding: 'async', alt: '', width, height, src: address });
  image.addEventListener('error', () => {
    gone.add(image.getAttribute('src'));
    image.remove();
  });
  return image;
}
