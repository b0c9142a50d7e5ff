// The operators' console: /admin. Who has a token of an administrator of the server sees how it is doing.
import { Admin } from './admin.js';
import { request } from './cafe-api.js';
import { patch } from './dom.js';
import { offerLanguages } from './language.js';
import { problemNotice } from './notices.js';

const kept = 'tabletap.console';
const form = document.querySelector('#token-form');
const panel = document.querySelector('#manager');

offerLanguages();

/** The token of the address, which is taken out of it at once, or the one that this tab keeps. */
function given() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return sessionStorage.getItem(kept);
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}

function fail(problem) {
  form.hidden = false;
  patch(form.querySelector('#token-problem'), problemNotice(problem));
}

async function enter(token) {
  try {
    await request('v1/admin/status?limit=1', { headers: { authorization: `Bearer ${token}` } });
  } catch (problem) {
    fail(problem);
    form.elements.token.focus();
    return;
  }
  sessionStorage.setItem(kept, token);
  form.hidden = true;
  panel.hidden = false;
  new Admin(token, leave).open();
}

// Nothing of what was seen stays on the page.
function leave() {
  sessionStorage.removeItem(kept);
  location.reload();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const token = form.elements.token.value.trim();
  form.elements.token.value = '';
  fail(null);
  enter(token);
});
form.addEventListener('click', ({ target }) => target.closest('[data-action=dismiss]') && fail(null));

const token = given();
if (token) enter(token);
else {
  form.hidden = false;
  form.elements.token.focus();
}
