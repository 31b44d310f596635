/** A line of a source text and where it begins in it, in UTF-16 units. */
export interface SourceLine {
  readonly text: string;
  readonly offset: number;
}

/** Splits a text into lines at LF, CRLF and CR, leaving a byte order mark out of the first line. */
export function sourceLines(source: string): SourceLine[] {
  const lines: SourceLine[] = [];
  let start = source.startsWith('\uFEFF') ? 1 : 0;
  const ending = /\r\n|\n|\r/g;
  ending.lastIndex = start;
  for (let match = ending.exec(source); match; match = ending.exec(source)) {
    lines.push({ text: source.slice(start, match.index), offset: start });
    start = match.index + match[0].length;
  }
  lines.push({ text: source.slice(start), offset: start });
  return lines;
}
