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
  const number = textOf(answer.number);
  if (method === 'POST' && path.endsWith('/issues'))
    return `opened issue #${number}: ${firstLine(body.title)}`;
  if (method === 'POST' && path.endsWith('/pulls'))
    return `opened pull request #${number}: ${firstLine(body.title)}`;
  if (method === 'POST' && path.endsWith('/reactions')) return `reacted with ${textOf(body.content)}`;
  if (method === 'POST' && path.endsWith('/comments')) return `commented: ${firstLine(body.body)}`;
  if (method === 'POST' && path.endsWith('/reviews')) return `reviewed: ${textOf(body.event)}`;
  if (method === 'PUT' && path.endsWith('/dismissals'))
    return `dismissed a review: ${firstLine(body.message)}`;
  if (method === 'POST' && path.endsWith('/dispatches')) {
    const { assignment, pull_request } = record(body.inputs);
    if (typeof assignment === 'string') return `dispatched ${assignment}`;
    return `woke the orchestrator for pull request #${textOf(pull_request)}`;
  }
  return null;
}

/** One line per moment, in the order of time. */
export function inOrder(moments: readonly Moment[]): Moment[] {
  return [...moments].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function firstLine(text: unknown): string {
  const line = textOf(text)
    .split('\n')
    .map((one) => one.trim())
    .find((one) => one !== '' && !one.startsWith('<!--'));
  return line === undefined ? '' : line.slice(0, 140);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
