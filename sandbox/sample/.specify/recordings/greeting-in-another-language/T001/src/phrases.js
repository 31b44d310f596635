/** How each language greets, and whom it greets when there is no name. `{name}` stands for the name. */
export const PHRASES = Object.freeze({
  en: { greeting: 'Hello, {name}!', everybody: 'world' },
  es: { greeting: '¡Hola, {name}!', everybody: 'mundo' },
  fr: { greeting: 'Bonjour, {name} !', everybody: 'tout le monde' },
  de: { greeting: 'Hallo, {name}!', everybody: 'Welt' },
});

export const DEFAULT_LANGUAGE = 'en';
