// The staff's page: /s/{café}. Somebody signs in by PIN, and sees the tickets of their counters.
import './install.js';
import { signInByPin } from './pin-form.js';
import { Staff } from './staff.js';

await signInByPin(document.querySelector('#staff'), (source, person) => new Staff(source, person));
