/** One answer to a question of `clarify`. `question` is null when no number was given. */
export interface Answer {
  readonly question: number | null;
  readonly text: string;
}

/**
 * Splits the text of `/answer`: `1:B 2: free text`, or one answer on each line (`1: B`, `2) text`). Within a line only
 * a rising number counts as the next question and a time such as 10:30 does not, so that free text stays whole.
 */
export function parseAnswers(text: string): Answer[] {
  const marks = findMarks(text);
  const before = text.slice(0, marks[0]?.from ?? text.length).trim();
  const unnumbered: Answer[] = before === '' ? [] : [{ question: null, text: before }];
  const numbered = marks.map((mark, index) => ({
    question: mark.question,
    text: text.slice(mark.to, marks[index + 1]?.from ?? text.length).trim(),
  }));
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
    const startsLine = /^\s*$/.test(
      text.slice(Math.max(text.lastIndexOf('\n', from - 1) + 1, from - 4), from),
    );
    const isTime = /^[0-5]\d(?!\d)/.test(text.slice(to, to + 3));
    const inlineMark = question > highest && match[0].endsWith(':') && !isTime;
    if (question === 0 || !(startsLine || from === 0 || inlineMark)) continue;
    marks.push({ question, from, to });
    highest = Math.max(highest, question);
  }
  return marks;
}
