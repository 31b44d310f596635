import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from './logger.js';
import type { Metrics, Reception } from './metrics.js';
import { isSigned } from './signature.js';
import type { Delivery } from './spool.js';
import { type Task, triage } from './triage.js';

/** GitHub cuts payloads off at this size. */
const MAX_BYTES = 25 * 1024 * 1024;

/** How soon GitHub, or whoever sends a delivery again, may come back. */
const RETRY_AFTER_SECONDS = 30;

/** Bytes that are held at a time for senders who have not shown yet that they are GitHub. */
const MOST_HELD = 8 * MAX_BYTES;
let held = 0;

export interface DoorOptions {
  readonly secret: string;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Why no delivery can be taken now; null when one can. */
  readonly closed: () => 'full' | 'not_ready' | null;
  /** Takes charge of a delivery; once this resolves it may be answered. */
  readonly accept: (delivery: Delivery, tasks: readonly Task[]) => Promise<void>;
}

/**
 * Receives one webhook. The signature is looked at before anything else, and a wrong one learns nothing but that. What is
 * ours is kept before the answer and worked on after it.
 */
export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  options: DoorOptions,
): Promise<void> {
  const taken = { bytes: 0 };
  try {
    await answer(request, response, options, taken);
  } finally {
    held -= taken.bytes;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: DoorOptions,
  taken: { bytes: number },
): Promise<void> {
  const name = header(request, 'x-github-event') ?? '';
  const told = (reception: Reception, status: number, message: string, headers = {}): void => {
    options.metrics.received(name, reception);
    reply(response, status, message, headers);
  };
  const body = await readBody(request, taken);
  if (body === 'too_large') return told('too_large', 413, 'payload too large', { connection: 'close' });
  if (body === 'no_room') {
    return told('full', 503, 'busy', { 'retry-after': String(RETRY_AFTER_SECONDS), connection: 'close' });
  }
  if (!isSigned(body, header(request, 'x-hub-signature-256'), options.secret)) {
    return told('unsigned', 401, 'signature does not match');
  }
  const closed = options.closed();
  if (closed !== null) return told(closed, 503, 'busy', { 'retry-after': String(RETRY_AFTER_SECONDS) });
  const id = header(request, 'x-github-delivery') ?? '';
  const read = understand(name, body);
  if (read === null || id === '' || name === '') {
    options.log.warn({ delivery: id, event: name }, 'a signed delivery that is not in GitHub’s form');
    return told('malformed', 400, 'expected a webhook delivery of GitHub with a JSON body');
  }
  const { payload, tasks, reason } = read;
  if (tasks.length === 0) {
    options.log.debug({ delivery: id, event: name, reason }, 'ignored');
    return told('ignored', 202, 'ignored');
  }
  await options.accept({ id, name, payload }, tasks);
  told('accepted', 202, 'accepted');
}

function understand(name: string, body: Buffer) {
  try {
    const payload: unknown = JSON.parse(body.toString('utf8'));
    return { payload, ...triage(name, payload) };
  } catch {
    return null;
  }
}

/** Answers with one line of text. */
export function reply(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${message}\n`);
}

/** Reads what GitHub may send, and of many senders together no more than there is room for. */
async function readBody(
  request: IncomingMessage,
  taken: { bytes: number },
): Promise<Buffer | 'too_large' | 'no_room'> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    taken.bytes += chunk.length;
    held += chunk.length;
    if (taken.bytes > MAX_BYTES) return 'too_large';
    if (held > MOST_HELD) return 'no_room';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
