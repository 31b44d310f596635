/** Names of the HTML comments by which the product finds again what it made. */
export const EFFECT_MARKER = 'effect';
export const TASK_MARKER = 'task';
export const WORKFLOW_MARKER = 'workflow';
export const DASHBOARD_MARKER = 'dashboard';
export const SHOWN_MARKER = 'shown';

/** GitHub's limit for bodies of comments, issues and pull requests. */
export const MAX_BODY = 65_536;

const CUT_NOTE = '\n\n*(The rest is left out: GitHub takes no more than 65,536 characters.)*';

/** The comment that carries a key, e.g. `<!-- speckit:task 003-payment/T001 -->`. */
function marker(name: string, key: string): string {
  return `<!-- speckit:${name} ${key} -->`;
}

/** Ends a body with a marker, cutting the text where the two together would be too long. */
export function withMarker(body: string, name: string, key: string): string {
  const end = `\n\n${marker(name, key)}`;
  const text = body.trimEnd();
  if (text.endsWith(marker(name, key))) return text;
  if (text.length + end.length <= MAX_BODY) return `${text}${end}`;
  return `${text.slice(0, MAX_BODY - end.length - CUT_NOTE.length)}${CUT_NOTE}${end}`;
}

/** The key of the last marker of this name; null when there is none. */
export function readMarker(body: string, name: string): string | null {
  const pattern = new RegExp(`<!-- speckit:${name} ([^\\s]+) -->`, 'g');
  return [...body.matchAll(pattern)].at(-1)?.[1] ?? null;
}

/** True when a body ends with this marker: text before it, which may come from others, does not count. */
export function endsWithMarker(body: string | null | undefined, name: string, key: string): boolean {
  return (body ?? '').trimEnd().endsWith(marker(name, key));
}
