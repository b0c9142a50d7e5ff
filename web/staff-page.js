// The staff's page: /s/{café}. Somebody signs in by PIN, and sees the tickets of their counters.
import { h, patch } from './dom.js';
import { choose, current, onChange, t, translate } from './language.js';
import { problemNotice } from './notices.js';
import { PinStaff } from './pin-staff.js';
import { Staff } from './staff.js';

const language = document.querySelector('#language');
language.value = current();
language.addEventListener('change', () => choose(language.value));
translate(document);
onChange(() => translate(document));

const form = document.querySelector('#sign-in');
const panel = document.querySelector('#staff');
const source = new PinStaff(decodeURIComponent(location.pathname.split('/').at(-1)), () => location.reload());

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  fail(null);
  try {
    await source.enter(form.elements.employee.value.trim(), form.elements.pin.value);
    await open();
  } catch (problem) {
    fail(problem.code === 'AUTHENTICATION_FAILED' ? { say: 'staff.wrongPin' } : problem);
  }
  form.elements.pin.value = '';
  button.disabled = false;
});
form.addEventListener('click', ({ target }) => target.closest('[data-action=dismiss]') && fail(null));
await open().catch(fail);

async function open() {
  const person = await source.person();
  form.hidden = Boolean(person);
  panel.hidden = !person;
  if (person) new Staff(source, person);
  else form.elements.employee.focus();
}

function fail(problem) {
  form.hidden = false;
  patch(document.querySelector('#sign-in-problem'), problemNotice(problem));
}
