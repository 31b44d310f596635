import { defuse } from './sanitise.js';
import type { Refusal } from './types.js';

/** Builds a refusal: what was received and why it cannot be followed, and what to type instead. */
export function refuse(reason: string, expected: string): Refusal {
  return { kind: 'refusal', reason, expected };
}

/** Quotes text of a comment within our own answer: short, on one line, and unable to act on the page. */
export function quote(text: string): string {
  const line = defuse(text.trim().slice(0, QUOTE_LENGTH))
    .replace(/[`\s]+/g, ' ')
    .trim();
  return `\`${line}${text.trim().length > QUOTE_LENGTH ? '…' : ''}\``;
}

const QUOTE_LENGTH = 60;
