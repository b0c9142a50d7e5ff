// The words of the reader's language: one file for each, fetched as soon as this one runs, and that is before the other scripts are there.
export const languages = { en: 'English', nl: 'Nederlands', fr: 'Français', de: 'Deutsch' };
export const remembered = 'tabletap.language';

/** The language that was chosen, or the first of the browser's that there are words for. */
export const chosen = choice();

/** The words of that language, once they are here. */
export const firstWords = wordsOf(chosen);
// Whoever waits for them hears of it, too.
firstWords.catch(() => {});

/** The words of a language; a page for the desk (data-words) has some more, which no phone of a guest has to load. */
export async function wordsOf(language) {
  const parts = document.documentElement.dataset.words === 'desk' ? [language, `${language}-desk`] : [language];
  const texts = await Promise.all(parts.map((part) => import(`./texts/${part}.js`)));
  return Object.assign({}, ...texts.map((one) => one.default));
}

function choice() {
  const wishes = [stored(), ...(navigator.languages ?? [navigator.language])];
  for (const wish of wishes) {
    const base = wish?.slice(0, 2).toLowerCase();
    if (base in languages) return base;
  }
  return 'en';
}

function stored() {
  try {
    return localStorage.getItem(remembered) ?? undefined;
  } catch {
    return undefined; // Storage is switched off: the browser's language it is.
  }
}
