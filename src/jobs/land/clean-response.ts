import { defuse } from '../../commands/sanitise.js';
import { type AgentResponse, agentResponse } from '../../domain/contract.js';
import { boundedResult } from '../play/response.js';

type Json = AgentResponse['result'][string];

const MAX_TEXT = 8_000;
const MAX_RESULT = 64_000;

/** Makes an answer harmless to show: no text of it can mention, command, forge a marker or carry a known form of token. */
export function cleanResponse(response: AgentResponse): AgentResponse {
  const { error } = response;
  return agentResponse.parse({
    ...response,
    result: boundedResult(cleanJson(response.result) as AgentResponse['result'], MAX_RESULT),
    error: error && {
      ...error,
      message: clean(error.message),
      blocking_issues: error.blocking_issues.map((issue) => ({
        ...issue,
        type: clean(issue.type, 200),
        message: clean(issue.message),
        ...(issue.location === undefined ? {} : { location: clean(issue.location, 1_000) }),
        ...(issue.recommendation === undefined ? {} : { recommendation: clean(issue.recommendation, 4_000) }),
      })),
    },
  });
}

/** Cleaning can lengthen a text, so it is cut to what the contract allows afterwards. */
function clean(text: string, length = MAX_TEXT): string {
  return defuse(text).slice(0, length);
}

function cleanJson(value: Json): Json {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [clean(key, 200), cleanJson(part)]));
}
