// The screen of a counter: /c/{counter}. Its tickets as large tiles, what to make in all, and the hand-over.
import './install.js';
import { findCafeOf } from './cafe-api.js';
import { CounterScreen } from './counter-screen.js';
import { signInByPin } from './pin-form.js';

const counterId = decodeURIComponent(location.pathname.split('/').at(-1));

await signInByPin(
  document.querySelector('#counter'),
  (source, person) => new CounterScreen(source, person, counterId),
  () => findCafeOf(counterId),
);
