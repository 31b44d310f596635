/** Numbers and times as people read them. */

/** `2 min 5 s`; the two largest units that matter. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 1) return milliseconds > 0 ? '< 1 s' : '0 s';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return both(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return both(hours, 'h', minutes % 60, 'min');
  return both(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Time between two ISO 8601 timestamps. Clocks of runners differ a little: never negative. */
export function between(start: string, end: string): string {
  return duration(Math.max(0, Date.parse(end) - Date.parse(start)));
}

/** `$0.42`. */
export function money(dollars: number): string {
  return dollars > 0 && dollars < 0.01 ? 'less than $0.01' : `$${dollars.toFixed(2)}`;
}

/** `2026-03-01 12:05 UTC`. */
export function moment(timestamp: string): string {
  return `${new Date(Date.parse(timestamp)).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `1 task`, `2 tasks`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `a, b and c`; from `limit` on `a, b and 7 more`. */
export function list(items: readonly string[], limit = 10): string {
  if (items.length === 0) return '';
  if (items.length === 1) return items[0] ?? '';
  if (items.length <= limit) return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
  return `${items.slice(0, limit).join(', ')} and ${items.length - limit} more`;
}

/** The commit id as people write it. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

function both(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
