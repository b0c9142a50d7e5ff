// The state of a line and what went wrong, in plain words.
import { h, patch } from './dom.js';
import { ago, knows, t, timeOfDay } from './language.js';
import { linkTo } from './protocol-link.js';

/**
 * Says on a line how fresh a page is. What may be old must not look new: while it is not live the page is grey where it is marked as `dated`,
 * and the line says of when that is.
 * @param root what turns grey
 * @param line where it is said
 * @param source {state, asOf}: how its connection is, with words of its own if it has some, and until when what is shown was sure to hold
 * @param user who it is for
 */
export function showFreshness(root, line, { state, asOf }, user) {
  root.classList.toggle('stale', state.name !== 'live');
  patch(line, connectionLine(state, asOf, user));
}

function connectionLine(state, asOf, user) {
  const seconds = state.until ? Math.max(1, Math.round((state.until - Date.now()) / 1000)) : 0;
  const isOld = state.name !== 'live' && asOf;
  return [
    h('span', { class: `dot ${state.name}`, 'aria-hidden': 'true' }),
    h('span', { class: 'state' }, state.words ?? t(`state.${state.name}`, { seconds })),
    // How long ago that was goes on by the second: for the eye alone.
    isOld && h('span', { class: 'as-of' }, t('state.asOf', { time: timeOfDay(asOf, { withSeconds: true }) }), h('span', { 'aria-hidden': 'true' }, `, ${ago(asOf)}`)),
    h('span', { class: 'user' }, user),
    state.until && h('button', { type: 'button', class: 'quiet', 'data-action': 'hurry' }, t('state.now')),
  ];
}

/** What was refused and what to do; nothing where all is well. */
export function problemNotice(problem) {
  if (!problem) return [];
  const { code, say } = problem;
  const words = say ? t(say) : code && knows(`error.${code}`) ? t(`error.${code}`) : t('error.offline');
  const details = problem.details?.map(({ path, problem: text }) => `${path}: ${text}`).join('; ') ?? problem.message;
  return [
    h(
      'div',
      { class: 'problem' },
      h('p', {}, h('strong', {}, words), details && code && h('small', { lang: 'en' }, details), code && h('a', { href: linkTo(code) }, code)),
      h('button', { type: 'button', class: 'quiet', 'data-action': 'dismiss', 'aria-label': t('page.dismiss') }, '✕'),
    ),
  ];
}
