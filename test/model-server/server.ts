/** A model on loopback that follows a script, in the four formats that coding agents speak. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicError, anthropicReply } from './anthropic.js';
import { chatReply, openaiError } from './chat.js';
import { geminiError, geminiReply } from './gemini.js';
import { responsesReply } from './responses.js';
import type { Reply, Script, SeenRequest, Wire } from './script.js';

export interface SseEvent {
  readonly event: string | null;
  readonly data: unknown;
}

export type Rendered =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'sse'; readonly events: readonly SseEvent[] };

export interface ModelServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Of the main conversation, in order. */
  readonly turns: readonly SeenRequest[];
  /** Method and path of everything that was asked, chores and unknown paths too. */
  readonly paths: readonly string[];
  close(): Promise<void>;
}

/** Starts the model on a free port of loopback. */
export async function startModelServer(script: Script): Promise<ModelServer> {
  const turns: SeenRequest[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`);
    answer(request, response, script, turns).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, turns, paths, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  script: Script,
  turns: SeenRequest[],
): Promise<void> {
  const text = await bodyOf(request);
  const path = (request.url ?? '').split('?')[0] ?? '';
  const wire = request.method === 'POST' ? wireOf(path) : null;
  if (wire === null) {
    sendOther(path, response);
    return;
  }
  const body = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
  const seen: SeenRequest = {
    wire,
    path,
    headers: request.headers,
    body,
    tools: toolsOf(body),
    streams: body.stream === true || path.endsWith(':streamGenerateContent'),
  };
  const isChore = seen.tools.length === 0;
  if (!isChore) turns.push(seen);
  send(isChore ? { kind: 'text', text: 'ok' } : script(seen, turns.length - 1), seen, response);
}

function wireOf(path: string): Wire | null {
  if (path.endsWith('/messages')) return 'anthropic';
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/chat/completions')) return 'chat';
  return /:(stream)?[gG]enerateContent$/.test(path) ? 'gemini' : null;
}

function sendOther(path: string, response: ServerResponse): void {
  const found = path.endsWith('count_tokens')
    ? { input_tokens: 10 }
    : path.endsWith('/models')
      ? { object: 'list', data: [], models: [] }
      : path.endsWith(':countTokens')
        ? { totalTokens: 10 }
        : null;
  response.writeHead(found === null ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? { error: { message: `nothing is scripted for ${path}` } }));
}

/** Names of tools, wherever a format keeps them: in `tools`, or within the conversation (newer OpenAI models). */
function toolsOf({ tools, input }: Readonly<Record<string, unknown>>): string[] {
  const later = Array.isArray(input) ? input.filter((item: Entry) => item.type === 'additional_tools') : [];
  return [...(Array.isArray(tools) ? tools : []), ...later].flatMap(namesIn);
}

interface Entry {
  readonly type?: string;
  readonly name?: string;
  readonly function?: { readonly name: string };
  readonly functionDeclarations?: readonly Entry[];
  readonly tools?: readonly Entry[];
}

function namesIn(entry: Entry): string[] {
  const nested = entry.tools ?? entry.functionDeclarations;
  if (nested !== undefined) return nested.flatMap(namesIn);
  return [entry.function?.name ?? entry.name ?? entry.type ?? ''];
}

function send(reply: Reply, seen: SeenRequest, response: ServerResponse): void {
  switch (reply.kind) {
    case 'hang':
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>not a model</html>');
      return;
    case 'status': {
      const error = {
        anthropic: anthropicError,
        responses: openaiError,
        chat: openaiError,
        gemini: geminiError,
      };
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(JSON.stringify(error[seen.wire](reply.status)));
      return;
    }
    default: {
      const render = {
        anthropic: anthropicReply,
        responses: responsesReply,
        chat: chatReply,
        gemini: geminiReply,
      };
      write(render[seen.wire](reply, seen), response);
    }
  }
}

function write(rendered: Rendered, response: ServerResponse): void {
  if (rendered.kind === 'json') {
    response.writeHead(rendered.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(rendered.body));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { event, data } of rendered.events) {
    if (event !== null) response.write(`event: ${event}\n`);
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }
  response.end();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
