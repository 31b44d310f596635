/**
 * Text from people goes to agents, and text from agents goes into comments. Both directions are cleaned here: what a
 * reader of the page cannot see must not reach an agent, and what an agent writes must not act on the page.
 */
import { replaceReferences } from './character-references.js';
import { redact } from './redact.js';

/**
 * What a reader cannot see: controls except newline and tab, soft hyphen, zero-width and bidi characters, invisible
 * operators, interlinear marks, the block of tag characters. Lone surrogates go in the same pass, because removing a
 * character between two of them would join them into a new, possibly forbidden, character.
 */
const INVISIBLE =
  /[\p{Cs}\u{AD}\u{61C}\u{180E}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}\u{E0000}-\u{E0FFF}]|(?![\n\t])\p{Cc}/gu;

/** Cleans text from people: no HTML comments, nothing invisible, newlines as `\n`. Idempotent, linear. */
export function sanitise(text: string): string {
  return removeHtmlComments(stripInvisible(text));
}

/**
 * Cleans text from agents before it is posted: beyond `sanitise`, it can mention nobody, give no command, close no
 * issue, and hold no state marker or known form of token. Idempotent, linear.
 *
 * The order matters: what comes earlier can put a sign before an at sign (`(#1)@bob`, `[redacted]@bob`) where a letter or
 * digit stood, and that turns an address into a mention.
 */
export function defuse(text: string): string {
  const plain = replaceReferences(sanitise(text), (character) => stripInvisible(character) === '');
  return breakCommands(breakMentions(breakClosings(redact(plain))));
}

/**
 * Lines, from 1, of which `sanitise` takes something away that a reader of the page cannot see and an agent reads. A mark
 * of the byte order at the very start and the line breaks of Windows say nothing to anybody.
 */
export function hiddenLines(text: string): readonly number[] {
  const lines = text
    .replace(/^\u{FEFF}/u, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const lastClosing = lines.findLastIndex((line) => line.includes('-->'));
  const hidden: number[] = [];
  let isComment = false;
  for (const [at, line] of lines.entries()) {
    const opens = line.lastIndexOf('<!--');
    const closes = line.lastIndexOf('-->');
    if (isComment || opens !== -1 || stripInvisible(line) !== line) hidden.push(at + 1);
    // A comment that is never closed is none.
    isComment = (isComment ? closes === -1 || opens > closes : opens > closes) && at < lastClosing;
  }
  return hidden;
}

/** Removes invisible characters and nothing else. Positions of HTML comments stay visible to the parser. */
export function stripInvisible(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(INVISIBLE, '');
}

/**
 * Removes what GitHub would not show: closed comments, and an unclosed one that starts a line (it hides the rest). An
 * unclosed opening within a line is shown as text by GitHub, so it stays but is broken, as is one that a removal formed.
 */
function removeHtmlComments(text: string): string {
  const kept: string[] = [];
  let position = 0;
  let open = text.indexOf('<!--');
  while (open !== -1) {
    // The dashes of `<!-->` both open and close.
    const close = text.indexOf('-->', open + 2);
    if (close === -1) {
      const line = text.lastIndexOf('\n', open) + 1;
      const hidesRest = /^ {0,3}$/.test(text.slice(Math.max(line, open - 4), open));
      kept.push(text.slice(position, open));
      position = hidesRest ? text.length : open;
      break;
    }
    kept.push(text.slice(position, open));
    position = close + 3;
    open = text.indexOf('<!--', position);
  }
  kept.push(text.slice(position));
  return kept.join('').replaceAll('<!--', '<! --');
}

/**
 * A full-width at sign: GitHub notifies nobody of it in any markdown context, and unlike an inserted zero-width
 * character it stays visible. After a letter or digit it is an e-mail address, which mentions nobody, unless that letter
 * or digit ends something that the page shows as a link (`#1@bob`) or as another sign (`&copy@bob` in HTML).
 */
function breakMentions(text: string): string {
  return text.replace(
    /(?:(?<![A-Za-z0-9])|(?<=[#&][A-Za-z0-9]{1,40})|(?<=GH-\d{1,20}))@(?=[A-Za-z0-9&])/gi,
    '\uFF20',
  );
}

/** Markdown shows `\/word` as `/word`, but no bot takes it for a command. */
function breakCommands(text: string): string {
  return text.replace(/^([^\S\n]*)\/(?=[A-Za-z])/gm, '$1\\/');
}

/**
 * `fixes #12` in a pull request closes the issue when it is merged; `fixes (#12)` only links it. Emphasis and angle
 * brackets vanish from the page, so they do not keep a keyword from its issue.
 */
function breakClosings(text: string): string {
  return text.replace(CLOSING, '$1$2($3)');
}

const CLOSING = new RegExp(
  [
    // In HTML `&copyfixes` is a sign and the word.
    /(?:(?<![A-Za-z0-9])|(?<=&[A-Za-z0-9]{2,8}))(close[sd]?|fix(?:e[sd])?|resolve[sd]?)/,
    /([\s:*~<[]+)/,
    /((?:[\w.-]+\/[\w.-]+)?#\d+|GH-\d+|https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+)*\/\d+)(?![A-Za-z0-9])/,
  ]
    .map((part) => part.source)
    .join(''),
  'gi',
);
