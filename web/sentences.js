// What a message of the protocol says, in the reader's language.
import { knows, t } from './language.js';
import { messages } from './messages.js';

/** The catalogue's own sentence, or its translation; undefined for a type that the protocol does not know. */
export function sentenceOf(type) {
  return messages[type] && (knows(`frame.${type}`) ? t(`frame.${type}`) : messages[type].text);
}
