/** Anthropic Messages: https://docs.anthropic.com/en/api/messages-streaming */
import { type Reply, type SeenRequest, USED } from './script.js';
import type { Rendered, SseEvent } from './server.js';

/** A reply as a message, streamed or whole. */
export function anthropicReply(reply: Reply, { body, streams }: SeenRequest): Rendered {
  const block = blockOf(reply);
  const message = {
    id: 'msg_scripted',
    type: 'message',
    role: 'assistant',
    model: typeof body.model === 'string' ? body.model : 'scripted',
    stop_reason: block.type === 'tool_use' ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: USED.input,
      output_tokens: USED.output,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  };
  return streams
    ? { kind: 'sse', events: eventsOf(message, block) }
    : { kind: 'json', status: 200, body: { ...message, content: [block] } };
}

/** An error in the form of this API. */
export function anthropicError(status: number): unknown {
  const type =
    {
      400: 'invalid_request_error',
      401: 'authentication_error',
      429: 'rate_limit_error',
      529: 'overloaded_error',
    }[status] ?? 'api_error';
  return { type: 'error', error: { type, message: `scripted ${type}` }, request_id: 'req_scripted' };
}

function blockOf(reply: Reply) {
  if (reply.kind === 'tool')
    return { type: 'tool_use', id: `toolu_${Date.now()}`, name: reply.name, input: reply.input };
  return { type: 'text', text: reply.kind === 'text' ? reply.text : '' };
}

function eventsOf(message: Record<string, unknown>, block: ReturnType<typeof blockOf>): SseEvent[] {
  const empty = block.type === 'tool_use' ? { ...block, input: {} } : { type: 'text', text: '' };
  const delta =
    block.type === 'tool_use'
      ? { type: 'input_json_delta', partial_json: JSON.stringify(block.input) }
      : { type: 'text_delta', text: block.text };
  const events: readonly Record<string, unknown>[] = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: empty },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: message.stop_reason, stop_sequence: null },
      usage: { output_tokens: USED.output },
    },
    { type: 'message_stop' },
  ];
  return events.map((data) => ({ event: String(data.type), data }));
}
