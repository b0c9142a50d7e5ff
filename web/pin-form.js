// The form with which somebody signs in by PIN, and what happens after it.
import { patch } from './dom.js';
import { offerLanguages } from './language.js';
import { problemNotice } from './notices.js';
import { PinStaff } from './pin-staff.js';

const again = 5_000;

/**
 * Signs somebody in who works in a café, by what the device keeps or by the form.
 * @param panel what is shown once somebody is signed in
 * @param open(source, person) fills it
 * @param find() → the id of the café; that of this page's address, where nothing else is said
 */
export async function signInByPin(panel, open, find = () => decodeURIComponent(location.pathname.split('/').at(-1))) {
  offerLanguages();

  const form = document.querySelector('#sign-in');
  const fail = (problem) => {
    form.hidden = false;
    patch(form.querySelector('#sign-in-problem'), problemNotice(problem));
  };
  const source = new PinStaff(await insist(find, fail), () => location.reload());
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

// A café that has just switched on its network is found a moment later.
async function insist(find, fail) {
  for (;;) {
    try {
      return await find();
    } catch (problem) {
      fail(problem);
      if (problem.code) throw problem;
      await new Promise((resolve) => setTimeout(resolve, again));
    }
  }
}
