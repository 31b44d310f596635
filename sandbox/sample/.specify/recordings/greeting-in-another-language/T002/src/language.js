import { DEFAULT_LANGUAGE } from './phrases.js';

/** The language that a BCP 47 tag means. */
export function languageOf(tag = DEFAULT_LANGUAGE) {
  const [primary] = tag.trim().toLowerCase().split('-');
  return primary;
}
