/**
 * Says whether a path matches a pattern: `*` is anything but a slash, `**` anything, and a leading or inner `**` with its
 * slash also nothing. Case does not count, because a checkout on macOS or Windows does not tell cases apart either.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  return toRegExp(pattern).test(path);
}

const compiled = new Map<string, RegExp>();

function toRegExp(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const source = pattern.replace(/\*\*\/|\*\*|\*|[^*]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  const expression = new RegExp(`^${source}$`, 'isu');
  compiled.set(pattern, expression);
  return expression;
}
