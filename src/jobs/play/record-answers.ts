/** Writes questions and answers into spec.md as Spec Kit does: `## Clarifications`, `### Session <date>`, one line each. */
import { sanitise } from '../../commands/sanitise.js';

interface Answered {
  readonly question: string;
  readonly answer: string;
}

/** Sections that say what it is all about; the clarifications come after one of these, or before all sections. */
const OVERVIEW = /^##\s+(?:\d+\.?\s*)?(?:overview|summary|context|background|introduction|request)\b/i;
const SECTION = /^##\s+Clarifications?\s*$/i;
const MAX_CHARACTERS = 2_000;

/**
 * Adds what is not there yet; an answer to a question that is recorded with another one takes its place. Text from people
 * stays within its line.
 *
 * @param date such as 2026-08-01, names the session of new lines
 */
export function recordAnswers(markdown: string, answers: readonly Answered[], date: string): string {
  const newline = markdown.includes('\r\n') ? '\r\n' : '\n';
  const lines = markdown.split(/\r?\n/);
  const fresh = answers.flatMap(({ question, answer }) => {
    const head = `- Q: ${oneLine(question)} → A: `;
    const line = head + oneLine(answer);
    const { from, to } = sectionOf(lines) ?? { from: 0, to: 0 };
    const known = lines.findIndex((text, index) => index > from && index < to && text.startsWith(head));
    if (known >= 0) lines[known] = line;
    return known >= 0 ? [] : [line];
  });
  if (fresh.length > 0) insert(lines, fresh, date);
  return lines.join(newline);
}

interface Range {
  /** Index of the heading. */
  readonly from: number;
  /** Index of the first line after the section. */
  readonly to: number;
}

function insert(lines: string[], fresh: readonly string[], date: string): void {
  const session = `### Session ${date}`;
  const section = sectionOf(lines);
  if (section === null) {
    const at = placeForSection(lines);
    const before = at > 0 && lines[at - 1]?.trim() !== '' ? [''] : [];
    const after = at < lines.length && lines[at]?.trim() !== '' ? [''] : [];
    lines.splice(at, 0, ...before, '## Clarifications', '', session, '', ...fresh, ...after);
    return;
  }
  const known = lines.findIndex(
    (line, index) => index > section.from && index < section.to && line.trim() === session,
  );
  if (known < 0) {
    lines.splice(lastText(lines, section.from, section.to) + 1, 0, '', session, '', ...fresh);
    return;
  }
  const next = lines.findIndex(
    (line, index) => index > known && index < section.to && /^#{1,6}\s/.test(line),
  );
  const last = lastText(lines, known, next < 0 ? section.to : next);
  lines.splice(last + 1, 0, ...(last === known ? [''] : []), ...fresh);
}

function sectionOf(lines: readonly string[]): Range | null {
  const heads = headings(lines);
  const found = heads.find(({ line }) => SECTION.test(line));
  if (found === undefined) return null;
  const next = heads.find(({ index, line }) => index > found.index && /^##?\s/.test(line));
  return { from: found.index, to: next?.index ?? lines.length };
}

/** After the overview; a specification whose title and header are its overview has it before its first section. */
function placeForSection(lines: readonly string[]): number {
  const sections = headings(lines).filter(({ line }) => /^##\s/.test(line));
  const [first, second] = sections;
  if (first === undefined) return lastText(lines, -1, lines.length) + 1;
  if (!OVERVIEW.test(first.line)) return first.index;
  return second?.index ?? lastText(lines, first.index, lines.length) + 1;
}

/** Headings outside of fenced code. */
function headings(lines: readonly string[]): readonly { readonly index: number; readonly line: string }[] {
  let fence: string | null = null;
  return lines.flatMap((line, index) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = null;
      return [];
    }
    fence = mark;
    return fence === null && /^#{1,6}\s/.test(line) ? [{ index, line }] : [];
  });
}

/** Index of the last line with text below `to`; `from` when there is none after it. */
function lastText(lines: readonly string[], from: number, to: number): number {
  for (let index = to - 1; index > from; index--) if (lines[index]?.trim() !== '') return index;
  return from;
}

/** One line that can be no heading, no list, no tag, no mark of an open question and no second answer. */
function oneLine(text: string): string {
  const plain = sanitise(text)
    .replace(/\s+/g, ' ')
    .replaceAll('→', '->')
    .replace(/\[(?=NEEDS CLARIFICATION)/gi, '(')
    .replace(/<(?=[A-Za-z/!?])/g, '&lt;')
    .trim();
  return plain.length <= MAX_CHARACTERS ? plain : `${plain.slice(0, MAX_CHARACTERS).trimEnd()}…`;
}
