import { parseNamed } from './named.js';
import { stripInvisible } from './sanitise.js';
import { parseTrigger } from './trigger.js';
import type { CommandName, Parsed } from './types.js';

/** Commands that may be given without `/speckit` before them. */
const DIRECT = [
  'proceed',
  'abort',
  'status',
  'help',
  'pause',
  'resume',
  'answer',
  'confirm',
  'show',
] as const satisfies readonly CommandName[];

/**
 * Understands a comment. Only its very start counts: a command in a quotation, a code block, an HTML comment or a later
 * line is talk about commands. Never throws; time is linear in the length.
 */
export function parseComment(body: string): Parsed {
  const text = stripInvisible(body);
  const start = commandStart(text);
  if (start === -1) return { kind: 'none' };

  const head = /^\/([a-z]{1,20})([.,:;!]?)(?=\s|$)/i.exec(text.slice(start, start + 24));
  const word = head?.[1]?.toLowerCase();
  if (head === null || word === undefined) return { kind: 'none' };
  const rest = text.slice(start + head[0].length);

  if (word === 'speckit') return parseTrigger(rest);
  const name = DIRECT.find((direct) => direct === word);
  if (name === undefined) return { kind: 'none' };
  return parseNamed(name, rest, `/${name}`);
}

/** Index of the slash that starts the comment, or -1. Four columns of indentation make a code block. */
function commandStart(text: string): number {
  const start = text.search(/\S/);
  if (start === -1 || text[start] !== '/') return -1;
  const indentation = text.slice(text.lastIndexOf('\n', start) + 1, start);
  return indentation.includes('\t') || indentation.length > 3 ? -1 : start;
}
