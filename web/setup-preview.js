// What an import would do, or why it cannot be done: before anything changes. docs/protocol.md §10.
import { h } from './dom.js';
import { t } from './language.js';

/**
 * The answer of a check for a person.
 * @param check {valid, problems, changes, notes}, or null where nothing was checked
 * @param action the name of what the button does that carries it out
 * @param place(problem) → the words that say where it is
 * @param held why it cannot be carried out now, in words
 */
export function previewOf(check, action, place, held = '') {
  if (!check) return [];
  const { valid, problems, changes, notes } = check;
  if (!valid) {
    return [
      h('p', { class: 'wrong', 'data-key': 'wrong' }, h('strong', {}, t('setup.wrong', { count: problems.length }))),
      h(
        'ul',
        { class: 'problems', 'data-key': 'problems' },
        ...problems.map((problem, nth) =>
          h('li', {}, h('button', { type: 'button', class: 'quiet', 'data-action': `${action}Go`, 'data-value': String(nth) }, place(problem)), h('span', { lang: 'en' }, problem.problem)),
        ),
      ),
    ];
  }
  return [
    h('p', { 'data-key': 'head', tabindex: '-1', 'data-focus': true }, h('strong', {}, t(changes.length === 0 ? 'setup.nothing' : 'setup.changes', { count: changes.length }))),
    h('ul', { class: 'changes', lang: 'en', 'data-key': 'changes' }, ...changes.map((change) => h('li', { class: kindOf(change) }, change))),
    ...notes.map((note) => h('p', { class: 'muted', lang: 'en', 'data-key': note }, note)),
    held && changes.length > 0 && h('p', { class: 'wrong', 'data-key': 'held' }, held),
    !held &&
      changes.length > 0 &&
      h(
        'div',
        { class: 'row', 'data-key': 'do' },
        h('button', { type: 'button', class: 'primary', 'data-action': action }, t('setup.apply')),
        h('button', { type: 'button', class: 'quiet', 'data-action': `${action}Not` }, t('setup.notYet')),
      ),
  ];
}

function kindOf(change) {
  return { '+': 'comes', '-': 'goes' }[change[0]] ?? 'turns';
}
