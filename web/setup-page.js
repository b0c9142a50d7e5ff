// The page with which a manager sets a café up: /setup/{café}.
import './install.js';
import { signInByPin } from './pin-form.js';
import { Setup } from './setup.js';

await signInByPin(document.querySelector('#setup'), (source, person) => new Setup(source, person));
