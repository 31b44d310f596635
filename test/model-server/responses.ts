/** OpenAI Responses: https://platform.openai.com/docs/api-reference/responses-streaming */
import { type Reply, type SeenRequest, USED } from './script.js';
import type { Rendered } from './server.js';

/** A reply as a response, streamed or whole. */
export function responsesReply(reply: Reply, { body, streams }: SeenRequest): Rendered {
  const item = itemOf(reply);
  const response = {
    id: 'resp_scripted',
    object: 'response',
    created_at: 0,
    model: body.model,
    status: 'completed',
    output: [item],
    usage: {
      input_tokens: USED.input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: USED.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: USED.input + USED.output,
    },
  };
  if (!streams) return { kind: 'json', status: 200, body: response };
  const events = [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress' } },
    ...(reply.kind === 'text'
      ? [
          {
            type: 'response.output_text.delta',
            item_id: item.id,
            output_index: 0,
            content_index: 0,
            delta: reply.text,
          },
        ]
      : []),
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response },
  ];
  return { kind: 'sse', events: events.map((data) => ({ event: data.type, data })) };
}

function itemOf(reply: Reply) {
  const id = `item_${Date.now()}`;
  const call = { id, call_id: `call_${Date.now()}`, status: 'completed' };
  if (reply.kind === 'tool')
    return { ...call, type: 'function_call', name: reply.name, arguments: JSON.stringify(reply.input) };
  if (reply.kind === 'custom_tool')
    return { ...call, type: 'custom_tool_call', name: reply.name, input: reply.input };
  const text = reply.kind === 'text' ? reply.text : '';
  const content = [{ type: 'output_text', text, annotations: [] }];
  return { id, type: 'message', role: 'assistant', status: 'completed', content };
}
