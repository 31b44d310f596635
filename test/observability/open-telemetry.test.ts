import { describe, expect, it } from '@jest/globals';
import type { Meter, Span, Tracer } from '@opentelemetry/api';
import { openTelemetry, startOpenTelemetry } from '../../src/observability/open-telemetry.js';
import { logLine, type Observation, together } from '../../src/runtime/telemetry.js';
import { anAssignment, implementingState } from '../support/state-builder.js';

const out = anAssignment({ id: 'a-1', agents: ['implement'], tasks: ['T001'], backend: 'codex' });
const before = implementingState({ assignments: [out] });
const ended = {
  ...out,
  status: 'finished' as const,
  finished_at: before.updated_at,
  outcome: {
    result: 'failure' as const,
    error: 'TimeoutError' as const,
    answered: 0,
    duration_ms: 7,
    cost_usd: 0.5,
    tokens: 9,
  },
};
const observation: Observation = {
  at: before.updated_at,
  event: 'assignment_finished',
  workflow: before.workflow_id,
  before,
  after: { ...before, assignments: [ended], status_reason: 'words of an agent' },
  effects: ['dispatch_assignment'],
  refusal: null,
  duration_ms: 12.4,
};

/** A tracer and a meter that remember what they are told. */
function recorder() {
  const figures: unknown[] = [];
  const spans: unknown[] = [];
  const instrument = (name: string) => ({
    add: (value: number, attributes?: object) => figures.push([name, value, attributes]),
    record: (value: number, attributes?: object) => figures.push([name, value, attributes]),
  });
  const meter = { createCounter: instrument, createHistogram: instrument } as unknown as Meter;
  const tracer = {
    startSpan: (name: string, options: object) => {
      const kept = { name, ...options, failed: false };
      spans.push(kept);
      return {
        setStatus: () => {
          kept.failed = true;
        },
        end: () => undefined,
      } as unknown as Span;
    },
  } as unknown as Tracer;
  return { telemetry: openTelemetry(tracer, meter), figures, spans };
}

describe('OpenTelemetry', () => {
  it('gets a span for each assignment that has ended, with what became of it', () => {
    const { telemetry, spans } = recorder();
    telemetry.observe(observation);
    telemetry.observe({ ...observation, before: observation.after });
    expect(spans).toMatchObject([
      {
        name: 'assignment implement',
        failed: true,
        attributes: { 'speckit.backend': 'codex', 'speckit.tasks': ['T001'], 'error.type': 'TimeoutError' },
      },
    ]);
  });

  it('gets the figures of transitions, refusals and agents', () => {
    const { telemetry, figures } = recorder();
    telemetry.observe(observation);
    telemetry.observe({ ...observation, after: before, refusal: 'duplicate' });
    expect(figures.map((row) => (row as unknown[]).slice(0, 2))).toEqual([
      ['speckit.transitions', 1],
      ['speckit.transition.duration', 12.4],
      ['speckit.assignments', 1],
      ['speckit.agent.response_time', 7],
      ['speckit.agent.cost', 0.5],
      ['speckit.agent.tokens', 9],
      ['speckit.refusals', 1],
    ]);
  });

  it.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_SDK_DISABLED: 'true' },
  ])('stays off with %j', async (env) => {
    expect(await startOpenTelemetry(env, () => undefined)).toBeNull();
  });
});

describe('the log', () => {
  it('is one line of JSON per transition, without words of people or agents', () => {
    const line = logLine(observation);
    expect(line).not.toContain('\n');
    expect(line).not.toContain('words of an agent');
    expect(JSON.parse(line)).toEqual({
      at: observation.at,
      event: 'assignment_finished',
      workflow: before.workflow_id,
      revision: before.revision,
      status: 'running',
      agent: before.current_agent,
      effects: ['dispatch_assignment'],
      duration_ms: 12,
    });
  });

  it('goes to every watcher', () => {
    const seen: string[] = [];
    const watcher = (name: string) => ({ observe: () => void seen.push(name) });
    together(watcher('a'), watcher('b')).observe(observation);
    expect(seen).toEqual(['a', 'b']);
  });
});
