// What the café tells everybody, until it expires or the reader has had enough of it. docs/protocol.md §3, "announcement".
import { h } from './dom.js';
import { t } from './language.js';

export class Announcements {
  #told;

  /** @param kept what was kept over a reload */
  constructor(kept = []) {
    this.#told = kept;
  }

  /** What is kept over a reload. */
  get kept() {
    return this.#told;
  }

  /** Hears a message; one with the id of an earlier one takes its place. */
  hear({ type, data }) {
    if (type !== 'announcement') return;
    const { announcementId, message, expiresAt } = data;
    this.#told = [...this.#told.filter((one) => one.announcementId !== announcementId), { announcementId, message, expiresAt }];
  }

  /** The reader has had enough of one. */
  dismiss(announcementId) {
    this.#told = this.#told.filter((one) => one.announcementId !== announcementId);
  }

  /** What is shown. */
  view() {
    this.#told = this.#told.filter(({ expiresAt }) => !expiresAt || new Date(expiresAt) > new Date());
    return this.#told.map(({ announcementId, message }) =>
      h(
        'div',
        { class: 'notice announcement', 'data-key': announcementId },
        h('p', {}, h('strong', {}, t('page.announcement')), ' ', h('bdi', {}, message)),
        h('button', { type: 'button', class: 'quiet', 'data-action': 'heardIt', 'data-value': announcementId, 'aria-label': t('page.dismiss') }, '✕'),
      ),
    );
  }
}
