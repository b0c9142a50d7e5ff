// What a guest with an iPhone needs for being told: Web Push is there for a page on the home screen alone, which knows nothing of the orders
// of this one. The words come with the card of an order, which alone says them, so that no first look at a menu carries them.
import { languageInUse } from './language.js';

const words = {
  en: 'Add this page to the home screen, and from your next order on your phone can tell you.',
  nl: 'Zet deze pagina op het beginscherm, dan kan je telefoon het vanaf je volgende bestelling laten weten.',
  fr: 'Ajoutez cette page à l’écran d’accueil : dès la prochaine commande, votre téléphone pourra vous prévenir.',
  de: 'Legen Sie diese Seite auf den Home-Bildschirm: Ab der nächsten Bestellung kann Ihr Telefon es Ihnen melden.',
};

/** The sentence, in the language in use. */
export function homeScreenHint() {
  return words[languageInUse()];
}
