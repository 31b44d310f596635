/** A Markdown table; the cells are escaped already, but a pipe in one, in code too, would end it. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((one) => (one === '' ? ' ' : one.replace(/\\*\|/g, '\\|'))).join(' | ')} |`;
  return [line(header), `|${' --- |'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

/** A folded part of a page. The summary is plain text. */
export function folded(summary: string, content: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** Parts of a page with one empty line between them; null and empty ones are left out. */
export function page(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

/** The first of several renderings, from the fullest to the shortest, that is no longer than the limit. */
export function firstFitting<Detail>(
  details: readonly Detail[],
  limit: number,
  render: (detail: Detail) => string,
): string | null {
  for (const detail of details) {
    const body = render(detail);
    if (body.length <= limit) return body;
  }
  return null;
}
