import { isNode, type Node, type Visit, visitsOf } from './syntax.js';

/** Globals through which time, chance and the outside world come in. */
const WORLD = new Set([
  'process',
  'performance',
  'crypto',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'console',
  'globalThis',
  'global',
]);

/** Places where an identifier is only a name, not a use of a variable. */
const NAME_PLACES = new Set(['property', 'key', 'label', 'imported', 'exported', 'identifier']);

/** Finds uses of the clock, of chance and of the outside world. A date made from an argument is fine. */
export function findImpurities(file: string, source: string): readonly string[] {
  const visits = visitsOf(source);
  const declared = new Set(visits.flatMap(declaredName));
  return visits
    .map((visit) => impurityOf(visit, declared))
    .filter((impurity) => impurity !== undefined)
    .map((impurity) => `${file} uses ${impurity}: time, ids and facts arrive inside events or as arguments`);
}

function impurityOf(visit: Visit, declared: ReadonlySet<string>): string | undefined {
  const { node } = visit;
  if (node.type === 'Identifier') return worldName(visit, declared);
  if (node.type === 'NewExpression') {
    const isNow =
      isNamed(node.callee, 'Date') && (!Array.isArray(node.arguments) || node.arguments.length === 0);
    return isNow ? 'new Date()' : undefined;
  }
  if (node.type === 'CallExpression') return isNamed(node.callee, 'Date') ? 'Date()' : undefined;
  if (node.type === 'MemberExpression') {
    if (isNamed(node.object, 'Date') && memberName(node) === 'now') return 'Date.now';
    if (isNamed(node.object, 'Math') && memberName(node) === 'random') return 'Math.random';
  }
  return undefined;
}

function worldName({ node, parent, key }: Visit, declared: ReadonlySet<string>): string | undefined {
  const name = String(node.value);
  if (!WORLD.has(name) || declared.has(name)) return undefined;
  // Inside types a name stands for no value, except in `value as Type` and its like.
  const isType = parent?.type.startsWith('Ts') === true && key !== 'expression';
  return isType || NAME_PLACES.has(key) ? undefined : name;
}

function memberName(member: Node): string | undefined {
  const { property } = member;
  if (isNode(property, 'Identifier')) return String(property.value);
  // Date['now'] is the same thing in disguise.
  if (!isNode(property, 'Computed') || !isNode(property.expression, 'StringLiteral')) return undefined;
  return String(property.expression.value);
}

function isNamed(value: unknown, name: string): boolean {
  return isNode(value, 'Identifier') && value.value === name;
}

/** Names that a file gives to variables, parameters, functions and imports of its own. */
function declaredName({ node, parent, key }: Visit): readonly string[] {
  if (node.type !== 'Identifier') return [];
  const isBinding =
    (parent?.type === 'VariableDeclarator' && key === 'id') ||
    (parent?.type === 'FunctionDeclaration' && key === 'identifier') ||
    (parent?.type === 'Parameter' && key === 'pat') ||
    (parent?.type === 'ArrowFunctionExpression' && key === 'params') ||
    (parent?.type.startsWith('Import') === true && key === 'local') ||
    (parent?.type === 'AssignmentPatternProperty' && key === 'key') ||
    (parent?.type === 'KeyValuePatternProperty' && key === 'value') ||
    (parent?.type === 'ArrayPattern' && key === 'elements');
  return isBinding ? [String(node.value)] : [];
}
