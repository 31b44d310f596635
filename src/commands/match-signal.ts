import type { Signal } from './signals/types.js';

/** A signal that a text gives, with the words that gave it. */
export interface Match {
  readonly signal: Signal;
  readonly words: string;
}

/** Finds the signals of a text. What it rules out ("without Stripe", "OAuth is out of scope") gives none. */
export function matchSignals(text: string, signals: readonly Signal[]): Match[] {
  return signals.flatMap((signal) => {
    const [words] = meantWords(text, signal);
    return words === undefined ? [] : [{ signal, words }];
  });
}

/** Every occurrence of the words that the text means, in order. */
export function meantWords(text: string, { words, party, caps }: Signal): string[] {
  return [...text.matchAll(words)]
    .filter(({ index, 0: found }) => !isRuledOut(text, index, index + found.length))
    .filter(({ index, 0: found }) => party || caps !== undefined || !isOnlyName(text, index + found.length))
    .map((match) => match[0].replace(/\s+/g, ' '));
}

/** "The checkout button" is a button, "the invoice rounding helper" a helper. A party counts even so. */
function isOnlyName(text: string, to: number): boolean {
  return ONLY_NAME.test(text.slice(to, to + REACH));
}

const ONLY_NAME =
  /^(?:[ \t](?:buttons?|labels?|icons?|tool-?tips?|links?|headers?|headings?|titles?|placeholders?|menu items?|colou?rs?)|(?:[ \t][\w-]+)?[ \t](?:helper|utils?|utility|unit tests?|error message|(?:table|column) header))(?![\w-])/i;

const REACH = 48;
const RULED_OUT_BEFORE =
  /\b(?:no|not|without|never|don'?t|doesn'?t|won'?t|shouldn'?t|must ?n[o']t|avoid(?:s|ing)?|exclud(?:es?|ing)|except(?: for)?|instead of|rather than|unrelated to|ignor(?:e|ing)|skip(?:ping)?|(?:un)?like in|ohne|keine?n?|sans|sin)(?:\s+(?!(?:only|just|but)\b)[\w'-]+){0,3}\s+$/i;
const LISTED_BEFORE =
  /\b(?:no|without|not)\s+[\w'-]+(?:\s[\w'-]+)?(?:,\s*[\w'-]+(?:\s[\w'-]+)?){0,3},?\s+(?:or|nor|and)\s+$/i;
const RULED_OUT_AFTER =
  /^[\w\s'-]{0,20}?\b(?:(?:is|are|stays?|remains?) (?:out of scope|not (?:needed|required|part|wanted|included|in scope|affected))|(?:not|isn'?t|aren'?t) (?:needed|required|part|wanted|included|in scope|affected)|comes? later|will come later)\b/i;

function isRuledOut(text: string, from: number, to: number): boolean {
  const before =
    text
      .slice(Math.max(0, from - REACH), from)
      .split(/[.;:!?\n()]/)
      .at(-1) ?? '';
  const after = text.slice(to, to + REACH).split(/[.;:!?\n()]/)[0] ?? '';
  return RULED_OUT_BEFORE.test(before) || LISTED_BEFORE.test(before) || RULED_OUT_AFTER.test(after);
}
