/** Holds recorded REST exchanges against GitHub's own OpenAPI description. */
import type { Exchange } from '../../sandbox/contract.js';
import {
  type Description,
  dereference,
  loadDescription,
  type Operation,
  type Parameter,
} from './description.js';
import { checkRequestBody } from './request-body.js';
import { checkResponse } from './response.js';
import { createRouter, type Route } from './routes.js';
import { type CheckValue, createSchemaCheck } from './schemas.js';
import type { Violation } from './violation.js';

export interface Contract {
  /** Says in what an exchange differs from what GitHub documents; nothing when it conforms or is not REST. */
  check(exchange: Exchange): readonly Violation[];
}

/** Builds the contract from the committed description; validators are compiled when first needed. */
export function createContract(description: Description = loadDescription()): Contract {
  const findRoute = createRouter(description);
  const checkValue = createSchemaCheck(description);
  return {
    check(exchange) {
      const { path, query } = splitUrl(exchange.url);
      if (isOutsideRest(path)) return [];
      const route = findRoute(path);
      if (route === undefined) {
        return [{ where: 'path', message: `GitHub's REST API documents no path like ${path}` }];
      }
      const operation = findOperation(route, exchange.method);
      if (operation === undefined) return [unknownMethod(route, exchange.method)];
      const parameters = (operation.parameters ?? []).map((parameter) =>
        dereference<Parameter>(description, parameter),
      );
      return [
        ...checkPathParameters(parameters, route, exchange, checkValue),
        ...checkQuery(parameters, query, checkValue),
        ...checkRequestBody(operation, exchange, checkValue),
        ...checkResponse(description, operation, exchange, checkValue),
      ];
    },
  };
}

function splitUrl(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const [path = '', search = ''] = url.split('?', 2);
  // Enterprise servers, and clients that are told they talk to one, put the REST API below this prefix.
  return { path: path.replace(/^\/api\/v3(?=\/)/, ''), query: new URLSearchParams(search) };
}

/** The sandbox's own controls, GraphQL and git over HTTP are not described by OpenAPI. */
function isOutsideRest(path: string): boolean {
  return /^\/(_sandbox|graphql|api\/graphql)(\/|$)/.test(path) || /^\/[^/]+\/[^/]+\.git(\/|$)/.test(path);
}

function findOperation(route: Route, method: string): Operation | undefined {
  const name = method.toLowerCase();
  return route.operations.get(name) ?? (name === 'head' ? route.operations.get('get') : undefined);
}

function unknownMethod(route: Route, method: string): Violation {
  const known = [...route.operations.keys()].map((name) => name.toUpperCase()).join(', ');
  return { where: 'method', message: `${route.template} offers ${known}, received ${method}` };
}

function checkPathParameters(
  parameters: readonly Parameter[],
  route: Route,
  exchange: Exchange,
  checkValue: CheckValue,
): readonly Violation[] {
  // A server that answers 404 to a malformed id has seen the problem itself.
  if (exchange.status === 404) return [];
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .flatMap((parameter): Violation[] => {
      const text = route.parameters[parameter.name] ?? '';
      return fitsAsText(parameter, text, checkValue)
        ? []
        : [{ where: 'path', message: `{${parameter.name}} of ${route.template} does not allow "${text}"` }];
    });
}

function checkQuery(
  parameters: readonly Parameter[],
  query: URLSearchParams,
  checkValue: CheckValue,
): readonly Violation[] {
  const known = new Map(parameters.filter((each) => each.in === 'query').map((each) => [each.name, each]));
  const violations: Violation[] = [];
  for (const [name, text] of query) {
    const parameter = known.get(name.replace(/\[\]$/, ''));
    if (parameter === undefined) {
      const names = [...known.keys()].join(', ') || 'none';
      violations.push({ where: 'query', message: `${name} is not documented here; known are: ${names}` });
    } else if (!fitsAsText(parameter, text, checkValue)) {
      violations.push({ where: 'query', message: `${name} does not allow "${text}"` });
    }
  }
  for (const parameter of known.values()) {
    if (parameter.required === true && !query.has(parameter.name)) {
      violations.push({ where: 'query', message: `${parameter.name} is required` });
    }
  }
  return violations;
}

/** In a URL everything is text: it fits when the text, or what it spells as JSON, fits. */
function fitsAsText(parameter: Parameter, text: string, checkValue: CheckValue): boolean {
  const readings: unknown[] = [text];
  if (/^(-?\d+|true|false)$/.test(text)) readings.push(JSON.parse(text.replace(/^(-?)0+(?=\d)/, '$1')));
  if (parameter.schema.type === 'array') readings.push([text]);
  return readings.some((reading) => checkValue(parameter.schema, reading).length === 0);
}
