/** Invisible characters are cleaned by the caller's rule, which it hands in. */
type IsHidden = (character: string) => boolean;

/** Named references of characters by which text can act on a page. HTML knows them only with their semicolon. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['commat', '@'],
  ['num', '#'],
  ['sol', '/'],
  ['colon', ':'],
  ['period', '.'],
  ['lowbar', '_'],
  ['UnderBar', '_'],
  ['Tab', '\t'],
  ['NewLine', '\n'],
]);

/** Numeric references count without their semicolon too: inside of an HTML block a browser reads them so. */
const REFERENCE = new RegExp(`&(?:#(\\d+);?|#x([0-9a-f]+);?|(${[...NAMED.keys()].join('|')});)`, 'gi');

/** What mentions, issue numbers, addresses and words are made of. Punctuation such as `&#39;` cannot act. */
const ACTIVE = /^[A-Za-z0-9@#/:._-]$/;

/** Distance from a visible ASCII character to its full-width form. */
const FULL_WIDTH = 0xfee0;

/**
 * Replaces character references that could spell a mention or a closing keyword past a look at the text: `&#64;bob` is
 * shown as a mention of bob. They become full-width characters, which read the same, mean nothing to GitHub, and, unlike
 * decoded ones, cannot form a new reference. Hidden characters and white space become a space. Idempotent, linear.
 */
export function replaceReferences(text: string, isHidden: IsHidden): string {
  return text.replace(REFERENCE, (reference, decimal?: string, hexadecimal?: string, name?: string) => {
    const character = named(name) ?? numbered(decimal, hexadecimal);
    if (character === null) return reference;
    if (ACTIVE.test(character)) return String.fromCodePoint((character.codePointAt(0) ?? 0) + FULL_WIDTH);
    return /^[\t\n\r ]$/.test(character) || isHidden(character) ? ' ' : reference;
  });
}

function named(name: string | undefined): string | null {
  return name === undefined ? null : (NAMED.get(name) ?? null);
}

function numbered(decimal: string | undefined, hexadecimal: string | undefined): string | null {
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
