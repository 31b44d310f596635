import { configJsonSchema, type SchemaNode } from './json-schema.js';

export type Path = readonly (string | number)[];

/** Says what a key expects, in words, from the schema itself, so that no message can go stale. */
export function describeExpected(path: Path): string {
  return describeNode(nodeAt(path));
}

/** Keys that a mapping may hold, or null where it is no mapping with known keys. */
export function keysAt(path: Path): readonly string[] | null {
  const node = nodeAt(path);
  if (node?.properties !== undefined) return Object.keys(node.properties);
  const names = node?.propertyNames?.enum;
  return names === undefined ? null : names.map(String);
}

/** Values that a key chooses from; empty where it takes others. */
export function choicesAt(path: Path): readonly string[] {
  return (nodeAt(path)?.enum ?? []).map(String);
}

/** Every key that the file may hold, as paths. */
export function allKeys(): readonly Path[] {
  root ??= configJsonSchema();
  return keysBelow(root, []);
}

function keysBelow({ properties = {} }: SchemaNode, path: Path): Path[] {
  return Object.entries(properties).flatMap(([key, child]) => [
    [...path, key],
    ...keysBelow(child, [...path, key]),
  ]);
}

/** Made when the first problem is described: most files have none. */
let root: SchemaNode | undefined;

function nodeAt(path: Path): SchemaNode | undefined {
  root ??= configJsonSchema();
  let node: SchemaNode | undefined = root;
  for (const key of path) node = node === undefined ? undefined : childOf(node, key);
  return node;
}

function childOf(node: SchemaNode, key: string | number): SchemaNode | undefined {
  if (typeof key === 'number') {
    return node.items ?? node.anyOf?.find((option) => option.items !== undefined)?.items;
  }
  if (node.properties !== undefined && Object.hasOwn(node.properties, key)) return node.properties[key];
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

function describeNode(node: SchemaNode | undefined): string {
  if (node === undefined) return 'nothing here';
  if (node.enum !== undefined)
    return `${node.enum.length > 1 ? 'one of ' : ''}${node.enum.map(String).join(', ')}`;
  if (node.anyOf !== undefined) return node.anyOf.map(describeNode).join(' or ');
  switch (node.type) {
    case 'integer':
      return `a whole number${range(node.minimum, node.maximum, node.exclusiveMinimum)}`;
    case 'number':
      return `a number${range(node.minimum, node.maximum, node.exclusiveMinimum)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return describeText(node);
    case 'array':
      return `a list${count(node)}${describeItems(node.items)}`;
    case 'object':
      return describeMapping(node);
    default:
      return 'another value';
  }
}

function describeItems(items: SchemaNode | undefined): string {
  const each = describeNode(items);
  return items?.pattern === undefined ? ` of ${each.replace(/^(?:an? |one of )/, '')}` : `, each ${each}`;
}

function range(minimum?: number, maximum?: number, above?: number): string {
  if (above !== undefined) return ` above ${above}`;
  const isOpen = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  if (minimum !== undefined && !isOpen) return ` from ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : ` of at least ${minimum}`;
}

function describeText({ pattern, description, examples, minLength, maxLength }: SchemaNode): string {
  if (pattern !== undefined && examples !== undefined)
    return `text such as ${examples.map(String).join(' or ')}`;
  if (pattern !== undefined && description !== undefined) return lowerFirst(description.replace(/\.$/, ''));
  if (pattern !== undefined) return `text of the form ${pattern}`;
  if (maxLength !== undefined) return `text of ${minLength ?? 0} to ${maxLength} characters`;
  return minLength === undefined ? 'text' : 'text that is not empty';
}

function count({ minItems, maxItems }: SchemaNode): string {
  if (maxItems !== undefined) return ` (at most ${maxItems})`;
  return minItems === undefined ? '' : ` (at least ${minItems})`;
}

function describeMapping(node: SchemaNode): string {
  const keys = Object.keys(node.properties ?? {});
  const names = keys.length > 0 ? keys : (node.propertyNames?.enum ?? []).map(String);
  const shown = names.slice(0, 6).join(', ');
  return names.length === 0 ? 'a mapping' : `a mapping with keys such as ${shown}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
