// The manager's page: /m/{café}. What comes in, what waits, who works, and what needs somebody.
import './install.js';
import { Manager } from './manager.js';
import { signInByPin } from './pin-form.js';

await signInByPin(document.querySelector('#manager'), (source, person) => new Manager(source, person));
