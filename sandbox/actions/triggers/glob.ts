/** GitHub's filter patterns for branches, tags and paths. */

/** True when the last pattern that speaks about the name is a positive one. */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  return patterns.reduce((matched, pattern) => {
    const negative = pattern.startsWith('!');
    return toRegExp(negative ? pattern.slice(1) : pattern).test(name) ? !negative : matched;
  }, false);
}

/** Translates one pattern: `*`, `**`, `?`, `+`, `[...]` and backslash escapes. */
export function toRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\\.|\[[^\]]*\]|[?+]|./gs, translate);
  return new RegExp(`^${source}$`, 's');
}

function translate(part: string): string {
  switch (part) {
    case '**/':
      return '(?:.*/)?';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
    case '+':
      return part;
    default:
      return part.length > 1 && part.startsWith('[')
        ? part
        : quote(part.startsWith('\\') ? part.slice(1) : part);
  }
}

function quote(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
