/**
 * Every string that a person or an agent wrote reaches a page through one of these. They build on `defuse`, which takes
 * away mentions, commands and markers, and add what Markdown needs so that a text stays where it was put.
 */
import { defuse } from '../commands/sanitise.js';

/** Below GitHub's 65,536 characters, so that an adapter can still add a marker of its own. */
export const BODY_LIMIT = 65_000;

/** Text for one line of Markdown: no line breaks, no HTML, no images or disguised links; code spans are kept. */
export function inline(text: string, limit = 300): string {
  return escapeMarkup(plain(text, limit));
}

/** Text for one cell of a table. A backslash before a pipe would undo the escape, so it goes. */
export function cell(text: string, limit = 160): string {
  return inline(text, limit).replace(/\\*\|/g, '\\|');
}

/** Text for places that show no Markdown, such as titles: one line, defused. */
export function plain(text: string, limit: number): string {
  // What lies far beyond the limit is never shown; the margin keeps tokens whole for redaction. Lines are joined first,
  // because what is harmless on two lines can mean something on one.
  const line = harmless(oneLine(text.slice(0, 2 * limit + 300)));
  return shorten(oneLine(line), limit);
}

/** Ends a text with a full stop unless it ends like a sentence already. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Several lines of somebody's text as a quotation, each line for itself, so that nothing in it can span out. */
export function quotation(text: string, limit: number): string {
  const lines = shorten(harmless(text.slice(0, limit + 1_000)).trim(), limit).split('\n');
  return lines.map((line) => `> ${escapeMarkup(line)}`.trimEnd()).join('\n');
}

/** A file as a code block; the fence is longer than any within. Ends with a note when it had to be shortened. */
export function fenced(content: string, language: string, limit: number): string {
  const shown = shorten(harmless(content), limit);
  const longest = Math.max(2, ...[...shown.matchAll(/`{3,}/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${shown.replace(/\n+$/, '')}\n${fence}`;
}

/** A code span; what would end it is taken out. */
export function code(text: string, limit = 200): string {
  const shown = plain(text, limit).replaceAll('`', "'");
  return shown === '' ? '' : `\`${shown}\``;
}

/** A command to type, as a code span: ours as it is, then an argument from outside. */
export function typed(command: string, argument = ''): string {
  return `\`${`${command} ${plain(argument, 200).replaceAll('`', "'")}`.trim()}\``;
}

/** A code span for a cell of a table. */
export function codeCell(text: string, limit = 200): string {
  return code(text, limit).replace(/\\*\|/g, '\\|');
}

/** The only way by which a report notifies somebody. Anything that is no login is shown as text. */
export function mention(login: string): string {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})$/.test(login) ? `@${login}` : inline(login, 100);
}

/** Cuts at the limit, never within a character. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** To defuse one thing can put a sign before an at sign that a letter stood before; so mentions are looked at again. */
function harmless(text: string): string {
  return defuse(text).replace(/(?<![A-Za-z0-9])@(?=[A-Za-z0-9])/g, '\uFF20');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Escapes what GitHub would take for markup. Entities count: `&#64;name` becomes an at sign in the page, where it
 * mentions somebody. A text whose code spans are in doubt loses them.
 */
function escapeMarkup(line: string): string {
  const parts = line.split('`');
  if (/``|\\`/.test(line) || parts.length % 2 === 0 || parts.some(swallowsBacktick)) {
    return escapeStart(escapeProse(line).replace(/\\*`/g, '\\`'));
  }
  return escapeStart(parts.map((part, index) => (index % 2 === 1 ? part : escapeProse(part))).join('`'));
}

/** An address that GitHub makes a link by itself goes on to the next space, and would take the opening backtick along. */
function swallowsBacktick(part: string, index: number, parts: readonly string[]): boolean {
  const word = part.split(/[\s<]/).at(-1) ?? '';
  return index % 2 === 0 && index < parts.length - 1 && /:\/\/|www\./i.test(word);
}

function escapeProse(part: string): string {
  return part
    .replace(/&(?=#?\w{1,40};)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/!\[/g, '!\\[')
    .replace(/\\*\](?=[([])/g, '\\]');
}

/** A text may come to stand at the start of a line, where signs make headings, lists, fences and definitions. */
function escapeStart(line: string): string {
  return line
    .replace(/^(\s*)(#(?=[#\s]|$)|>|[*+_-](?=[\s*+_-]|$)|=(?==*\s*$)|~(?=~)|\[(?=[^\]]*\]:))/, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}
