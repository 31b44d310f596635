import { parseSync } from '@swc/core';

export interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Visit {
  readonly node: Node;
  readonly parent: Node | undefined;
  /** Key of the parent under which the node stands. */
  readonly key: string;
}

/** Parses TypeScript and lists every node of its syntax tree, so that comments and strings fool nobody. */
export function visitsOf(source: string): readonly Visit[] {
  const visits: Visit[] = [];
  collect(parseSync(source, { syntax: 'typescript', target: 'es2022' }), undefined, '', visits);
  return visits;
}

/** True for a node of the syntax tree, or for one of the given kind of node. */
export function isNode(value: unknown, type?: string): value is Node {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return typeof value.type === 'string' && (type === undefined || value.type === type);
}

function collect(value: unknown, parent: Node | undefined, key: string, visits: Visit[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, parent, key, visits);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const node = isNode(value) ? value : undefined;
  if (node !== undefined) visits.push({ node, parent, key });
  for (const [name, child] of Object.entries(value))
    collect(child, node ?? parent, node ? name : key, visits);
}
