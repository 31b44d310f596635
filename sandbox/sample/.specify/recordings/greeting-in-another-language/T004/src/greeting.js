import { format } from './format.js';
import { languageOf } from './language.js';
import { PHRASES } from './phrases.js';

/** The greeting for a person, in a language given as a BCP 47 tag. An empty name greets everybody. */
export function greet(name = '', { language } = {}) {
  return format(PHRASES[languageOf(language)], name);
}
