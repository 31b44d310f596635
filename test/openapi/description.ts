/** The part of GitHub's OpenAPI description that `scripts/extract-openapi.mjs` keeps, and how it is read. */
import { readFileSync } from 'node:fs';

/** A JSON value of a schema that only ajv looks into. */
export type SchemaJson = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: SchemaJson;
  /** GitHub's mark for a path parameter that may contain slashes. */
  readonly 'x-multi-segment'?: boolean;
}

export interface Content {
  readonly [mediaType: string]: { readonly schema: SchemaJson };
}

export interface Response {
  readonly content?: Content;
}

export interface Operation {
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response | Reference>>;
}

export interface Reference {
  readonly $ref: string;
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Reads the committed extract. */
export function loadDescription(): Description {
  const file = new URL('./fixtures/github-api.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Description;
}

/** Follows a `$ref` to a shared parameter or response; anything else is returned as it is. */
export function dereference<Target extends object>(
  description: Description,
  value: Target | Reference,
): Target {
  if (!('$ref' in value)) return value;
  const [, , kind = '', name = ''] = value.$ref.split('/');
  const target = description.components[kind]?.[name];
  if (target === undefined) {
    throw new Error(
      `expected the description to define ${value.$ref}; extract it anew with scripts/extract-openapi.mjs`,
    );
  }
  return target as Target;
}
