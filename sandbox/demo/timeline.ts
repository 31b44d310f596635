import type { Exchange } from '../contract.js';

export interface Moment {
  readonly at: string;
  readonly actor: string;
  readonly what: string;
}

/** What a request to the box means to somebody who watches; null for what is not worth a line. */
export function momentOf(exchange: Exchange): Moment | null {
  if (exchange.status >= 300) return null;
  const what = told(exchange);
  return what === null ? null : { at: exchange.at, actor: exchange.caller, what };
}

function told({ method, url, requestBody, responseBody }: Exchange): string | null {
  const path = url.split('?', 1)[0] ?? url;
  const body = record(requestBody);
  const answer = record(responseBody);
  const number = String(answer.number ?? '');
  if (method === 'POST' && /\/issues$/.test(path)) return `opened issue #${number}: ${firstLine(body.title)}`;
  if (method === 'POST' && /\/pulls$/.test(path))
    return `opened pull request #${number}: ${firstLine(body.title)}`;
  if (method === 'POST' && /\/reactions$/.test(path)) return `reacted with ${String(body.content)}`;
  if (method === 'POST' && /\/comments$/.test(path)) return `commented: ${firstLine(body.body)}`;
  if (method === 'POST' && /\/reviews$/.test(path)) return `reviewed: ${String(body.event)}`;
  if (method === 'PUT' && /\/dismissals$/.test(path)) return `dismissed a review: ${firstLine(body.message)}`;
  if (method === 'POST' && /\/dispatches$/.test(path)) {
    const { assignment, pull_request } = record(body.inputs);
    if (typeof assignment === 'string') return `dispatched ${assignment}`;
    return `woke the orchestrator for pull request #${String(pull_request)}`;
  }
  return null;
}

/** One line per moment, in the order of time. */
export function inOrder(moments: readonly Moment[]): Moment[] {
  return [...moments].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function firstLine(text: unknown): string {
  const line = String(text ?? '')
    .split('\n')
    .map((one) => one.trim())
    .find((one) => one !== '' && !one.startsWith('<!--'));
  return line === undefined ? '' : line.slice(0, 140);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
