// The page of a server without a demo: what it is, and what to do first.
import { choose, current, onChange, translate } from './language.js';

const language = document.querySelector('#language');
language.value = current();
language.addEventListener('change', () => choose(language.value));
translate(document);
onChange(() => translate(document));
