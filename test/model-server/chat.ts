/** OpenAI Chat Completions: https://platform.openai.com/docs/api-reference/chat-streaming */
import { type Reply, type SeenRequest, USED } from './script.js';
import type { Rendered } from './server.js';

/** A reply as a completion, streamed or whole. */
export function chatReply(reply: Reply, { body, streams }: SeenRequest): Rendered {
  const message = messageOf(reply);
  const finish_reason = reply.kind === 'tool' ? 'tool_calls' : 'stop';
  const base = { id: 'chatcmpl-scripted', created: 0, model: body.model };
  const usage = {
    prompt_tokens: USED.input,
    completion_tokens: USED.output,
    total_tokens: USED.input + USED.output,
  };
  if (!streams) {
    const choices = [{ index: 0, message, finish_reason }];
    return { kind: 'json', status: 200, body: { ...base, object: 'chat.completion', choices, usage } };
  }
  const chunk = (choices: readonly unknown[], more = {}) => ({
    event: null,
    data: { ...base, object: 'chat.completion.chunk', choices, ...more },
  });
  const events = [
    chunk([{ index: 0, delta: message, finish_reason: null }]),
    chunk([{ index: 0, delta: {}, finish_reason }]),
    chunk([], { usage }),
  ];
  return { kind: 'sse', events: [...events, { event: null, data: '[DONE]' }] };
}

/** An error in the form that both APIs of OpenAI share. */
export function openaiError(status: number): unknown {
  const code =
    { 400: 'invalid_request_error', 401: 'invalid_api_key', 429: 'rate_limit_exceeded' }[status] ??
    'server_error';
  return { error: { message: `scripted ${code}`, type: code, param: null, code } };
}

function messageOf(reply: Reply) {
  if (reply.kind !== 'tool') return { role: 'assistant', content: reply.kind === 'text' ? reply.text : '' };
  const call = {
    index: 0,
    id: `call_${Date.now()}`,
    type: 'function',
    function: { name: reply.name, arguments: JSON.stringify(reply.input) },
  };
  return { role: 'assistant', content: null, tool_calls: [call] };
}
