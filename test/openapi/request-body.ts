import type { Exchange } from '../../sandbox/contract.js';
import type { Operation, SchemaJson } from './description.js';
import type { CheckValue } from './schemas.js';
import { isEmptyBody, type Violation } from './violation.js';

/** Holds a request's body against the operation, misspelled keys included: GitHub ignores those in silence. */
export function checkRequestBody(
  operation: Operation,
  exchange: Exchange,
  checkValue: CheckValue,
): readonly Violation[] {
  const body = exchange.requestBody;
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (isEmptyBody(body)) {
    return operation.requestBody?.required === true && schema !== undefined && !allowsNothing(schema)
      ? [{ where: 'request-body', message: 'a JSON body is required, received none' }]
      : [];
  }
  if (schema === undefined) return isEmptyObject(body) ? [] : [unexpectedBody()];
  return [
    ...checkValue(schema, body).map((misfit): Violation => ({ where: 'request-body', ...misfit })),
    ...unknownKeys(schema, body),
  ];
}

/** GitHub marks bodies as required whose every key is optional; it accepts those requests without one. */
function allowsNothing(schema: SchemaJson): boolean {
  return schema.nullable === true || (schema.type === 'object' && schema.required === undefined);
}

function isEmptyObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0;
}

function unexpectedBody(): Violation {
  return { where: 'request-body', message: 'this operation takes no body, received one' };
}

function unknownKeys(schema: SchemaJson, body: unknown): readonly Violation[] {
  const { properties, additionalProperties, anyOf, oneOf, allOf } = schema;
  const isClosed = additionalProperties === undefined && (anyOf ?? oneOf ?? allOf) === undefined;
  if (!isClosed || typeof properties !== 'object' || properties === null) return [];
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  const known = Object.keys(properties);
  return Object.keys(body)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      where: 'request-body',
      message: `${key} is not documented here; known are: ${known.join(', ')}`,
      pointer: `/${key}`,
    }));
}
