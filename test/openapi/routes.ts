import { type Description, dereference, type Operation, type Parameter } from './description.js';

export interface Route {
  readonly template: string;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly template: string;
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly rank: readonly [literals: number, greedy: number];
  readonly operations: ReadonlyMap<string, Operation>;
}

/**
 * Builds a function that finds the documented path behind a concrete one. The most literal path wins, and parameters
 * that GitHub marks as multi-segment (refs, file paths, `base...head`) take slashes, encoded or not.
 */
export function createRouter(description: Description): (path: string) => Route | undefined {
  const patterns = Object.entries(description.paths)
    .map(([template, item]) => compile(description, template, new Map(Object.entries(item))))
    .sort((a, b) => b.rank[0] - a.rank[0] || a.rank[1] - b.rank[1]);
  return (path) => {
    for (const pattern of patterns) {
      const match = pattern.expression.exec(path);
      if (match !== null) return toRoute(pattern, match.slice(1));
    }
    return undefined;
  };
}

function compile(
  description: Description,
  template: string,
  operations: ReadonlyMap<string, Operation>,
): Pattern {
  const greedy = greedyNames(description, operations);
  const names: string[] = [];
  let literals = 0;
  const source = template
    .split('/')
    .slice(1)
    .map((segment) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (name === undefined) {
        literals += 1;
        return `/${segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
      }
      names.push(name);
      // The root directory is asked for as `/contents/` or `/contents`.
      if (name === 'path' && greedy.has(name)) return '(?:/(.*))?';
      return greedy.has(name) ? '/(.+)' : '/([^/]+)';
    })
    .join('');
  return {
    template,
    expression: new RegExp(`^${source}/?$`),
    names,
    rank: [literals, greedy.size],
    operations,
  };
}

function greedyNames(
  description: Description,
  operations: ReadonlyMap<string, Operation>,
): ReadonlySet<string> {
  const parameters = [...operations.values()].flatMap((operation) => operation.parameters ?? []);
  return new Set(
    parameters
      .map((parameter) => dereference<Parameter>(description, parameter))
      .filter((parameter) => parameter.in === 'path' && parameter['x-multi-segment'] === true)
      .map((parameter) => parameter.name),
  );
}

function toRoute(pattern: Pattern, captured: readonly (string | undefined)[]): Route {
  const values = pattern.names.map((name, index) => [name, decode(captured[index] ?? '')] as const);
  return {
    template: pattern.template,
    operations: pattern.operations,
    parameters: Object.fromEntries(values),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
