/** One answer to a question of `clarify`. `question` is null when no number was given. */
export interface Answer {
  readonly question: number | null;
  readonly text: string;
}

/** What `/answer` says. */
export interface GivenAnswers {
  readonly answers: readonly Answer[];
  /** The recommended option is meant for every question that is still open after these. */
  readonly rest_recommended: boolean;
}

/**
 * Reads the text of `/answer`: `1:B 2: free text`, one answer on each line, `recommended`, or `1:B rest: recommended`.
 * Linear in the length.
 */
export function readAnswers(text: string): GivenAnswers {
  const said = text.trim();
  if (ALL_RECOMMENDED.test(said)) return { answers: [], rest_recommended: true };
  const rest = REST_RECOMMENDED.exec(said);
  if (rest === null) return { answers: parseAnswers(said), rest_recommended: false };
  return { answers: parseAnswers(withoutComma(said.slice(0, rest.index))), rest_recommended: true };
}

const ALL_RECOMMENDED = /^(?:(?:all|rest)[ \t]*:?[ \t]+)?recommended[.!]?$/i;
const REST_RECOMMENDED = /(?<![^\s,;])(?:and[ \t]+)?rest[ \t]*:[ \t]*recommended[.!]?$/i;

/**
 * Splits answers: within a line only a rising number counts as the next question and a time such as 10:30 does not, so
 * that free text stays whole.
 */
export function parseAnswers(text: string): Answer[] {
  const marks = findMarks(text);
  const before = text.slice(0, marks[0]?.from ?? text.length).trim();
  const unnumbered: Answer[] = before === '' ? [] : [{ question: null, text: before }];
  const numbered = marks.map((mark, index) => {
    const next = marks[index + 1];
    const said = text.slice(mark.to, next?.from ?? text.length);
    return { question: mark.question, text: next === undefined ? said.trim() : withoutComma(said) };
  });
  return [...unnumbered, ...numbered];
}

interface Mark {
  readonly question: number;
  /** Where the mark begins, and where the answer after it begins. */
  readonly from: number;
  readonly to: number;
}

const MARK = /(?<=^|[\s,;])Q?(\d{1,2})(?::|[.)](?=[ \t]))/gim;

function findMarks(text: string): Mark[] {
  const marks: Mark[] = [];
  let highest = 0;
  for (const match of text.matchAll(MARK)) {
    const from = match.index;
    const to = from + match[0].length;
    const question = Number(match[1]);
    const isTime = /^[0-5]\d(?!\d)/.test(text.slice(to, to + 3));
    const inlineMark = question > highest && match[0].endsWith(':') && !isTime;
    if (question === 0 || !(inlineMark || startsLine(text, from))) continue;
    marks.push({ question, from, to });
    highest = Math.max(highest, question);
  }
  return marks;
}

/** Looks back no further than an indentation goes, so that a long line costs nothing. */
function startsLine(text: string, from: number): boolean {
  const before = text.slice(Math.max(0, from - 5), from);
  return (before.length === from ? /(?:^|\n)\s*$/ : /\n\s*$/).test(before);
}

/** What stands between two answers belongs to neither. */
function withoutComma(text: string): string {
  return text.trim().replace(/[,;]$/, '').trim();
}
