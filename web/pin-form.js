// The form with which somebody signs in by PIN, and what happens after it.
import { patch } from './dom.js';
import { offerLanguages } from './language.js';
import { problemNotice } from './notices.js';
import { PinStaff } from './pin-staff.js';

/**
 * Signs somebody in who works in the café of this page's address, by what the device keeps or by the form.
 * @param panel what is shown once somebody is signed in
 * @param open(source, person) fills it
 */
export async function signInByPin(panel, open) {
  offerLanguages();

  const form = document.querySelector('#sign-in');
  const source = new PinStaff(decodeURIComponent(location.pathname.split('/').at(-1)), () => location.reload());
  const fail = (problem) => {
    form.hidden = false;
    patch(form.querySelector('#sign-in-problem'), problemNotice(problem));
  };
  const show = async () => {
    const person = await source.person();
    form.hidden = Boolean(person);
    panel.hidden = !person;
    if (person) open(source, person);
    else form.elements.employee.focus();
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button[type=submit]');
    button.disabled = true;
    fail(null);
    try {
      await source.enter(form.elements.employee.value.trim(), form.elements.pin.value);
      await show();
    } catch (problem) {
      fail(problem.code === 'AUTHENTICATION_FAILED' ? { say: 'staff.wrongPin' } : problem);
    }
    form.elements.pin.value = '';
    button.disabled = false;
  });
  form.addEventListener('click', ({ target }) => target.closest('[data-action=dismiss]') && fail(null));
  await show().catch(fail);
}
