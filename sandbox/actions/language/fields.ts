/** Readers for the fields of a parsed mapping. */
import {
  BooleanToken,
  MappingToken,
  NumberToken,
  SequenceToken,
  StringToken,
  type TemplateToken,
} from '@actions/workflow-parser/templates/tokens/index';
import { type Template, toTemplate } from './template.js';

/** The value under a literal key of a mapping. */
export function field(token: TemplateToken | undefined, key: string): TemplateToken | undefined {
  return token instanceof MappingToken ? token.find(key) : undefined;
}

/** Key and value of every literal key of a mapping. */
export function fields(token: TemplateToken | undefined): readonly (readonly [string, TemplateToken])[] {
  return token instanceof MappingToken
    ? [...token].map(({ key, value }) => [key.toString(), value] as const)
    : [];
}

/** The items of a sequence. */
export function items(token: TemplateToken | undefined): readonly TemplateToken[] {
  return token instanceof SequenceToken ? [...token] : [];
}

/** A field as a template. */
export function templateField(token: TemplateToken | undefined, key: string): Template | undefined {
  const value = field(token, key);
  return value === undefined ? undefined : toTemplate(value);
}

/** A field as literal text. */
export function textField(token: TemplateToken | undefined, key: string): string | undefined {
  const value = field(token, key);
  return value instanceof StringToken ? value.value : undefined;
}

/** A text, or a list of texts, as a list. */
export function texts(token: TemplateToken | undefined): readonly string[] | undefined {
  if (token instanceof StringToken) {
    return [token.value];
  }
  return token instanceof SequenceToken ? [...token].map(tokenText) : undefined;
}

/** The text of a literal; the empty text for anything else. */
export function tokenText(token: TemplateToken | undefined): string {
  const literal =
    token instanceof StringToken || token instanceof NumberToken || token instanceof BooleanToken;
  return literal ? String(token.value) : '';
}
