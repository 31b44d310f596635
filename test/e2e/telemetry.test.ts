import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { inBox, planned, type World, workflowOf } from './support.js';

interface Sent {
  readonly resourceSpans?: readonly { scopeSpans: readonly { spans: readonly Span[] }[] }[];
  readonly resourceMetrics?: readonly { scopeMetrics: readonly { metrics: readonly { name: string }[] }[] }[];
}

interface Span {
  readonly traceId: string;
  readonly name: string;
  readonly attributes: readonly { key: string; value: { stringValue?: string } }[];
}

let collector: Server;
let endpoint = '';
let sent: Sent[] = [];

beforeEach(async () => {
  sent = [];
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    sent.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Sent);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});

afterEach(async () => {
  collector.close();
  collector.closeAllConnections();
  await once(collector, 'close');
});

it('every assignment is a span of the trace of its workflow where a collector is named by repository variables', async () => {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  };
  const story = async (world: World) => {
    const { issue } = await planned(world, 'simple');

    const { workflow_id, assignments } = await workflowOf(world, issue);
    const spans = sent.flatMap(({ resourceSpans = [] }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
    expect(spans.map((span) => [span.name, attributeOf(span, 'speckit.assignment')])).toEqual(
      assignments.map(({ id, agents }) => [`assignment ${agents[0]}`, id]),
    );
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([workflow_id.replaceAll('-', '')]));

    const names = sent.flatMap(({ resourceMetrics = [] }) =>
      resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)),
    );
    expect(names.map((metric) => metric.name)).toEqual(
      expect.arrayContaining(['speckit.transitions', 'speckit.assignments', 'speckit.agent.response_time']),
    );
  };
  await inBox(story, { variables });
});

function attributeOf(span: Span, key: string): string | undefined {
  return span.attributes.find((one) => one.key === key)?.value.stringValue;
}
