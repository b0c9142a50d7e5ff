// The state of a line and what went wrong, in plain words.
import { h } from './dom.js';
import { knows, t } from './language.js';
import { linkTo } from './protocol-link.js';

/** The state of a connection and who it is for. */
export function connectionLine(state, user) {
  const seconds = state.name === 'waiting' ? Math.max(1, Math.round((state.until - Date.now()) / 1000)) : 0;
  return [
    h('span', { class: `dot ${state.name}`, 'aria-hidden': 'true' }),
    h('span', { class: 'state' }, t(`state.${state.name}`, { seconds })),
    h('span', { class: 'user' }, user),
    state.name === 'waiting' && h('button', { type: 'button', class: 'quiet', 'data-action': 'hurry' }, t('state.now')),
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
