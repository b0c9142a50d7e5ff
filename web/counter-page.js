// The screen of a counter: /c/{counter}. Its tickets as large tiles, what to make in all, and the hand-over.
import './install.js';
import { findCafeOf, isAway } from './cafe-api.js';
import { CounterScreen } from './counter-screen.js';
import { Kept } from './kept.js';
import { signInByPin } from './pin-form.js';

const counterId = decodeURIComponent(location.pathname.split('/').at(-1));

await signInByPin(
  document.querySelector('#counter'),
  (source, person) => new CounterScreen(source, person, counterId),
  findCafe,
);

// Off the network it is the café that it was.
async function findCafe() {
  const kept = new Kept(`cafe.${counterId}`);
  try {
    const cafeId = await findCafeOf(counterId);
    kept.write({ cafeId });
    return cafeId;
  } catch (problem) {
    const known = kept.read();
    if (!known || !isAway(problem)) throw problem;
    return known.cafeId;
  }
}
