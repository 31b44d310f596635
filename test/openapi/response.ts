import type { Exchange } from '../../sandbox/contract.js';
import { type Content, type Description, dereference, type Operation, type Response } from './description.js';
import type { CheckValue } from './schemas.js';
import { isEmptyBody, type Violation } from './violation.js';

/** What GitHub answers anywhere: bad JSON, bad token, no permission or rate limit, not found, trouble on its side. */
const ANYWHERE = new Set([304, 400, 401, 403, 404, 429]);
/** Media types that ask for a file, diff or rendering instead of JSON. On issues, `raw+json` stays JSON. */
const TEXT_MEDIA = /application\/vnd\.github\.(v3\.)?(raw|diff|patch|sha|html)/;

/** Holds a response's status and body against the operation. */
export function checkResponse(
  description: Description,
  operation: Operation,
  exchange: Exchange,
  checkValue: CheckValue,
): readonly Violation[] {
  const { status, responseBody: body } = exchange;
  const documented = operation.responses[String(status)];
  if (documented === undefined && !ANYWHERE.has(status) && status < 500) {
    const known = Object.keys(operation.responses).join(', ');
    return [{ where: 'status', message: `${status} is not documented here; known are: ${known}` }];
  }
  if (exchange.method.toUpperCase() === 'HEAD' || status === 304) return checkNoBody(exchange);
  if (status >= 300 && status < 400) return [];
  if (status >= 400) return checkErrorBody(body);
  if (documented === undefined) return [];
  const response = dereference<Response>(description, documented);
  if (response.content === undefined || status === 204) return checkNoBody(exchange);
  return checkContent(response.content, exchange, checkValue);
}

function checkNoBody(exchange: Exchange): readonly Violation[] {
  return isEmptyBody(exchange.responseBody)
    ? []
    : [{ where: 'response-body', message: `${exchange.status} has no body here, received one` }];
}

/** GitHub's errors all say what is wrong and where it is documented. */
function checkErrorBody(body: unknown): readonly Violation[] {
  const fields: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  return ['message', 'documentation_url']
    .filter((key) => typeof fields[key] !== 'string')
    .map((key) => ({
      where: 'response-body',
      message: `an error needs a string ${key}, received ${typeof fields[key]}`,
      pointer: `/${key}`,
    }));
}

function checkContent(content: Content, exchange: Exchange, checkValue: CheckValue): readonly Violation[] {
  const { responseBody: body } = exchange;
  const accept = header(exchange.requestHeaders, 'accept');
  const asked = Object.keys(content).find((type) => type !== 'application/json' && accept.includes(type));
  if (asked === undefined && TEXT_MEDIA.test(accept) && typeof body === 'string') return [];
  const schema = content[asked ?? 'application/json']?.schema;
  if (schema === undefined) return [];
  if (isEmptyBody(body) && checkValue(schema, body).length > 0) {
    // GitHub writes "an empty object" where it sends nothing at all.
    if (checkValue(schema, {}).length === 0) return [];
    return [{ where: 'response-body', message: 'a JSON body is documented, received none' }];
  }
  return checkValue(schema, body).map((misfit): Violation => ({ where: 'response-body', ...misfit }));
}

function header(headers: Readonly<Record<string, string>>, name: string): string {
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return entry?.[1].toLowerCase() ?? '';
}
