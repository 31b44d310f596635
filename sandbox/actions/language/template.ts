/** Values of a workflow file that may hold expressions: kept as plain data until their contexts are known. */
import {
  BasicExpressionToken,
  BooleanToken,
  InsertExpressionToken,
  MappingToken,
  NumberToken,
  SequenceToken,
  StringToken,
  type TemplateToken,
} from '@actions/workflow-parser/templates/tokens/index';
import { evaluate, evaluateText, type Scope } from './expressions.js';

export type Template =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `written` is the text as it stands in the file. */
  | { readonly kind: 'expression'; readonly source: string; readonly written: string }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'map'; readonly entries: readonly TemplateEntry[] };

type TemplateEntry = { readonly key: Template; readonly value: Template } | { readonly insert: Template };

/** Turns a parser token into a template. */
export function toTemplate(token: TemplateToken): Template {
  if (token instanceof BasicExpressionToken) {
    return { kind: 'expression', source: token.expression, written: token.source ?? token.toString() };
  }
  if (token instanceof SequenceToken) {
    return { kind: 'list', items: [...token].map(toTemplate) };
  }
  if (token instanceof MappingToken) {
    return { kind: 'map', entries: [...token].map(({ key, value }) => entry(key, value)) };
  }
  if (token instanceof StringToken || token instanceof NumberToken || token instanceof BooleanToken) {
    return { kind: 'literal', value: token.value };
  }
  return { kind: 'literal', value: null };
}

function entry(key: TemplateToken, value: TemplateToken): TemplateEntry {
  return key instanceof InsertExpressionToken
    ? { insert: toTemplate(value) }
    : { key: toTemplate(key), value: toTemplate(value) };
}

/** Evaluates a template to plain JSON data. */
export function evaluateTemplate(template: Template, scope: Scope): unknown {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return evaluate(template.source, scope);
    case 'list':
      return template.items.map((item) => evaluateTemplate(item, scope));
    case 'map':
      return Object.fromEntries(template.entries.flatMap((item) => evaluateEntry(item, scope)));
  }
}

function evaluateEntry(item: TemplateEntry, scope: Scope): [string, unknown][] {
  if ('insert' in item) {
    const value = evaluateTemplate(item.insert, scope);
    return typeof value === 'object' && value !== null ? Object.entries(value) : [];
  }
  return [[templateText(item.key, scope), evaluateTemplate(item.value, scope)]];
}

/** Evaluates a template to the text that a process or a log sees. */
export function templateText(template: Template, scope: Scope): string {
  if (template.kind === 'expression') {
    return evaluateText(template.source, scope);
  }
  return template.kind === 'literal' && template.value !== null ? String(template.value) : '';
}

/** Evaluates a mapping whose values are texts (`env`, `with`, `outputs`). */
export function templateTexts(template: Template | undefined, scope: Scope): Record<string, string> {
  if (template === undefined) {
    return {};
  }
  if (template.kind === 'expression') {
    const value = evaluateTemplate(template, scope);
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(entries.map(([key, item]) => [key, item === null ? '' : String(item)]));
  }
  if (template.kind !== 'map') {
    return {};
  }
  const texts: Record<string, string> = {};
  for (const item of template.entries) {
    if ('insert' in item) {
      Object.assign(texts, templateTexts(item.insert, scope));
    } else {
      texts[templateText(item.key, scope)] = templateText(item.value, scope);
    }
  }
  return texts;
}
