// Courses as a guest sees them: the choice of one for each line, and how far each one of an order is. docs/protocol.md §5, "Courses".
import { h } from './dom.js';
import { t } from './language.js';

/** Among how many courses a guest chooses for an order of this type; 0 where they are not asked. */
export function coursesOffered(menu, orderType) {
  return orderType === 'dine-in' ? (menu.courses ?? 0) : 0;
}

/** The choice of the course in which a line of the basket comes. */
export function courseChoice({ key, course = 0 }, item, courses) {
  const all = Array.from({ length: courses + 1 }, (_, number) => number);
  const chosen = course <= courses ? course : 0;
  return h(
    'select',
    { class: 'course', name: 'course', 'data-key': 'course', 'data-line': key, 'aria-label': t('guest.course', { item }) },
    ...all.map((number) => h('option', { value: String(number), selected: number === chosen }, t(`course.${number}`))),
  );
}

/** How far each course of an order is, as long as one of them waits or is made; null for an order that has one course or none. */
export function courseSteps({ status, items }) {
  if (status !== 'confirmed' && status !== 'preparing') return null;
  const live = items.filter((item) => item.course && item.status !== 'voided');
  const courses = [...new Set(live.map(({ course }) => course))].sort((a, b) => a - b);
  if (courses.length < 2 && !live.some((item) => item.status === 'held')) return null;
  return h(
    'ul',
    { class: 'courses', 'data-key': 'courses', 'aria-label': t('guest.courses') },
    ...courses.map((course) => {
      const stage = stageOf(live.filter((item) => item.course === course));
      return h('li', { 'data-key': String(course), 'data-stage': stage }, h('span', {}, t(`course.${course}`)), ' ', h('span', {}, t(`courseStage.${stage}`)));
    }),
  );
}

/** What is said aloud of the course that changed last; null where there is nothing to say. */
export function courseNews({ number, course }) {
  const word = { fired: 'making', ready: 'ready' }[course?.status];
  return word ? `${number}: ${t(`course.${course.course}`)}, ${t(`courseStage.${word}`)}` : null;
}

// A guest hears when a course is held, fired and ready; of its lines a page that was opened meanwhile reads more.
function stageOf(lines) {
  if (lines.some(({ status }) => status === 'held')) return 'waiting';
  return lines.every(({ status }) => status === 'ready') ? 'ready' : 'making';
}
