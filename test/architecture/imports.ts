import { isNode, type Node, visitsOf } from './syntax.js';

const COMPUTED = '(computed)';

/** Lists what a source file imports, re-exports, requires or mentions in an import type, types included. */
export function importsOf(source: string): readonly string[] {
  return visitsOf(source).flatMap(({ node }) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        return literal(node.source);
      case 'TsImportType':
        return literal(node.argument);
      case 'TsExternalModuleReference':
        return literal(node.expression);
      case 'CallExpression':
        return isLoader(node.callee) ? [firstArgument(node)] : [];
      default:
        return [];
    }
  });
}

function literal(value: unknown): readonly string[] {
  return isNode(value, 'StringLiteral') && typeof value.value === 'string' ? [value.value] : [];
}

function isLoader(callee: unknown): boolean {
  return isNode(callee, 'Import') || (isNode(callee, 'Identifier') && callee.value === 'require');
}

function firstArgument(call: Node): string {
  const [first] = Array.isArray(call.arguments)
    ? (call.arguments as readonly { expression?: unknown }[])
    : [];
  return literal(first?.expression)[0] ?? COMPUTED;
}
