/** Gemini: https://ai.google.dev/api/generate-content */
import { type Reply, type SeenRequest, USED } from './script.js';
import type { Rendered } from './server.js';

/** A reply as generated content, streamed or whole. */
export function geminiReply(reply: Reply, { streams }: SeenRequest): Rendered {
  const part =
    reply.kind === 'tool'
      ? { functionCall: { name: reply.name, args: reply.input } }
      : { text: reply.kind === 'text' ? reply.text : '' };
  const body = {
    candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
    usageMetadata: {
      promptTokenCount: USED.input,
      candidatesTokenCount: USED.output,
      totalTokenCount: USED.input + USED.output,
    },
    modelVersion: 'scripted',
  };
  return streams
    ? { kind: 'sse', events: [{ event: null, data: body }] }
    : { kind: 'json', status: 200, body };
}

/** An error in the form of this API. */
export function geminiError(status: number): unknown {
  const name =
    { 401: 'UNAUTHENTICATED', 429: 'RESOURCE_EXHAUSTED', 400: 'INVALID_ARGUMENT' }[status] ?? 'UNAVAILABLE';
  return { error: { code: status, message: `scripted ${name}`, status: name } };
}
