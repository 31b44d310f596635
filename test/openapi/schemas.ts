import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Description, SchemaJson } from './description.js';

/** One way in which a value does not fit its schema. */
interface Misfit {
  /** JSON pointer into the value; empty for the value itself. */
  readonly pointer: string;
  readonly message: string;
}

export type CheckValue = (schema: SchemaJson, value: unknown) => readonly Misfit[];

const DOCUMENT = 'github';
const MOST_MISFITS = 8;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Builds a checker of values against schemas of the description, compiling each schema at its first use. */
export function createSchemaCheck(description: Description): CheckValue {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, inlineRefs: false });
  ajv.addFormat('date-time', DATE_TIME);
  // GitHub fills unset links with an empty string, and documents templates as plain links in places.
  ajv.addFormat('uri', (text) => text === '' || URL.canParse(text.replace(/\{[^}]*\}/g, '')));
  for (const name of ['email', 'int64', 'repo.nwo']) ajv.addFormat(name, true);
  ajv.addSchema({ $id: DOCUMENT, components: toJsonSchema(description.components) });
  const compiled = new WeakMap<SchemaJson, ValidateFunction>();

  return (schema, value) => {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      validate = ajv.compile(pointIntoDocument(toJsonSchema(schema)) as SchemaJson);
      compiled.set(schema, validate);
    }
    return validate(value) ? [] : toMisfits(validate.errors ?? []);
  };
}

/** Turns OpenAPI 3.0's `nullable` into JSON Schema, and `oneOf` into `anyOf`: GitHub's alternatives overlap. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const converted: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === 'nullable' && typeof child === 'boolean') continue;
    converted[key === 'oneOf' && Array.isArray(child) ? 'anyOf' : key] = toJsonSchema(child);
  }
  return 'nullable' in value && value.nullable === true ? orNull(converted) : converted;
}

function orNull(schema: Readonly<Record<string, unknown>>): unknown {
  return { anyOf: [{ type: 'null' }, schema] };
}

function pointIntoDocument(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointIntoDocument);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === '$ref' && typeof child === 'string' ? `${DOCUMENT}${child}` : pointIntoDocument(child),
    ]),
  );
}

function toMisfits(errors: readonly ErrorObject[]): readonly Misfit[] {
  const misfits = new Map<string, Misfit>();
  for (const error of mostTelling(errors)) {
    const message = describe(error);
    misfits.set(`${error.instancePath} ${message}`, { pointer: error.instancePath, message });
  }
  return [...misfits.values()].slice(0, MOST_MISFITS);
}

/** "must be null" and "must match a schema in anyOf" only repeat what the other alternatives say better. */
function mostTelling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const telling = errors.filter((error) => error.keyword !== 'anyOf' && error.params.type !== 'null');
  return telling.length > 0 ? telling : errors;
}

function describe(error: ErrorObject): string {
  const { allowedValues } = error.params;
  const suffix = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return `${error.message ?? error.keyword}${suffix}`;
}
