import type { Signal } from './signals.js';

/** A signal that a text gives, with the words that gave it. */
export interface Match {
  readonly signal: Signal;
  readonly words: string;
}

/** Finds the signals of a text. What it rules out ("without Stripe", "OAuth is out of scope") gives none. */
export function matchSignals(text: string, signals: readonly Signal[]): Match[] {
  return signals.flatMap((signal) => {
    const [words] = meantWords(text, signal.words);
    return words === undefined ? [] : [{ signal, words }];
  });
}

/** Every occurrence of the words that the text does not rule out, in order. */
export function meantWords(text: string, words: RegExp): string[] {
  return [...text.matchAll(words)]
    .filter((match) => !isRuledOut(text, match.index, match.index + match[0].length))
    .map((match) => match[0].replace(/\s+/g, ' '));
}

const REACH = 48;
const RULED_OUT_BEFORE =
  /\b(?:no|not|without|never|don'?t|doesn'?t|won'?t|shouldn'?t|must ?n[o']t|avoid(?:s|ing)?|exclud(?:es?|ing)|except(?: for)?|instead of|rather than|unrelated to|ignor(?:e|ing)|skip(?:ping)?|(?:un)?like in)(?:\s+(?!(?:only|just|but)\b)[\w'-]+){0,3}\s+$/i;
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
