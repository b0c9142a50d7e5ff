// The guest's page behind the QR code of a table: /g/{café}?t={code}.
import './install.js';
import { Guest } from './guest.js';
import { offerLanguages } from './language.js';
import { TableGuest } from './table-guest.js';

offerLanguages();

// The code signs in whoever has it: it stays neither in the address nor in the history of the browser.
const code = new URLSearchParams(location.search).get('t');
history.replaceState(null, '', location.pathname);

new Guest(new TableGuest(decodeURIComponent(location.pathname.split('/').at(-1)), code));
