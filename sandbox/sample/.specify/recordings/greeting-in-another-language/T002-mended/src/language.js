import { DEFAULT_LANGUAGE, PHRASES } from './phrases.js';

/** The language that a BCP 47 tag means; English when it is not known. */
export function languageOf(tag = DEFAULT_LANGUAGE) {
  const [primary] = tag.trim().toLowerCase().split('-');
  return Object.hasOwn(PHRASES, primary) ? primary : DEFAULT_LANGUAGE;
}
