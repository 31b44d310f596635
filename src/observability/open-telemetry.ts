/**
 * Traces and metrics by OpenTelemetry: a span for each assignment, all of a workflow in one trace, and the figures of the
 * seeds' metric lists. Where to is said by the standard environment variables; without an endpoint nothing is loaded.
 */
import {
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  metrics,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { type Assignment, isFinal, type WorkflowState } from '../domain/state.js';
import type { Observation, Telemetry } from '../runtime/telemetry.js';

const NAME = 'speckit-orchestrator';

/** The standard variables that say where to, for all signals and for one of them. */
const ENDPOINTS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];

export interface StartedTelemetry extends Telemetry {
  /** Sends what has not been sent yet. */
  stop(): Promise<void>;
}

/** Starts OpenTelemetry where the environment names an endpoint; null where it does not, or the SDK is disabled. */
export async function startOpenTelemetry(
  env: Readonly<Record<string, string | undefined>>,
  log: (message: string) => void,
): Promise<StartedTelemetry | null> {
  const endpoint = ENDPOINTS.map((name) => env[name] ?? '').find((value) => value !== '');
  if (endpoint === undefined || env.OTEL_SDK_DISABLED === 'true') return null;
  try {
    // Loaded only here: it is larger than all the rest.
    const { NodeSDK } = await import('@opentelemetry/sdk-node');
    const sdk = new NodeSDK({ serviceName: env.OTEL_SERVICE_NAME ?? NAME });
    sdk.start();
    return {
      ...openTelemetry(trace.getTracer(NAME), metrics.getMeter(NAME)),
      stop: () =>
        sdk.shutdown().catch((error: unknown) => {
          log(`telemetry could not be sent to ${endpoint}: ${String(error)}`);
        }),
    };
  } catch (error) {
    log(`OpenTelemetry could not be started: ${String(error)}`);
    return null;
  }
}

interface Instruments {
  readonly transitions: Counter;
  readonly refusals: Counter;
  readonly transitionTime: Histogram;
  readonly assignments: Counter;
  readonly responseTime: Histogram;
  readonly cost: Counter;
  readonly tokens: Counter;
  readonly workflows: Counter;
}

/** Turns what happens into spans and figures of a tracer and a meter. */
export function openTelemetry(tracer: Tracer, meter: Meter): Telemetry {
  const instruments = instrumentsOf(meter);
  return {
    observe(observation) {
      count(instruments, observation);
      const { before, after } = observation;
      if (after === null || after === before) return;
      for (const assignment of endedNow(before, after)) {
        measure(instruments, assignment);
        span(tracer, after, assignment);
      }
    },
  };
}

function instrumentsOf(meter: Meter): Instruments {
  return {
    transitions: meter.createCounter('speckit.transitions'),
    refusals: meter.createCounter('speckit.refusals'),
    transitionTime: meter.createHistogram('speckit.transition.duration', { unit: 'ms' }),
    assignments: meter.createCounter('speckit.assignments'),
    responseTime: meter.createHistogram('speckit.agent.response_time', { unit: 'ms' }),
    cost: meter.createCounter('speckit.agent.cost', { unit: 'USD' }),
    tokens: meter.createCounter('speckit.agent.tokens'),
    workflows: meter.createCounter('speckit.workflows.ended'),
  };
}

function count(instruments: Instruments, { event, before, after, refusal, duration_ms }: Observation): void {
  if (refusal !== null) return instruments.refusals.add(1, { event, reason: refusal });
  instruments.transitions.add(1, { event });
  instruments.transitionTime.record(duration_ms, { event });
  const ended = after !== null && isFinal(after.status) && !(before !== null && isFinal(before.status));
  if (ended) instruments.workflows.add(1, { status: after.status, workflow_type: after.workflow_type });
}

function measure({ assignments, responseTime, cost, tokens }: Instruments, assignment: Assignment): void {
  const attributes = attributesOf(assignment);
  assignments.add(1, attributes);
  const { outcome } = assignment;
  if (outcome === undefined) return;
  responseTime.record(outcome.duration_ms, attributes);
  cost.add(outcome.cost_usd, attributes);
  if (outcome.tokens !== undefined) tokens.add(outcome.tokens, attributes);
}

function span(tracer: Tracer, state: WorkflowState, assignment: Assignment): void {
  const { id, tasks, attempt, dispatched_at, finished_at, outcome } = assignment;
  const started = tracer.startSpan(
    `assignment ${assignment.agents[0]}`,
    {
      startTime: new Date(dispatched_at),
      attributes: {
        ...attributesOf(assignment),
        'speckit.workflow': state.workflow_id,
        'speckit.workflow_type': state.workflow_type,
        'speckit.assignment': id,
        'speckit.tasks': [...tasks],
        'speckit.attempt': attempt,
        ...(outcome?.error == null ? {} : { 'error.type': outcome.error }),
      },
    },
    parentOf(state),
  );
  if (outcome?.result === 'failure' || assignment.status === 'lost')
    started.setStatus({ code: SpanStatusCode.ERROR });
  started.end(new Date(finished_at ?? state.updated_at));
}

/** Runs of the same workflow share nothing but its id: it is the id of their trace. */
function parentOf({ workflow_id }: WorkflowState) {
  const traceId = workflow_id.replaceAll('-', '');
  const spanId = traceId.slice(0, 16);
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function attributesOf({ agents, backend, status, outcome }: Assignment): Attributes {
  return {
    'speckit.agent': agents[0],
    'speckit.backend': backend,
    'speckit.result': outcome?.result ?? status,
  };
}

function endedNow(before: WorkflowState | null, after: WorkflowState): readonly Assignment[] {
  const out = new Set(
    before?.assignments.flatMap((one) => (one.status === 'dispatched' ? [one.id] : [])) ?? [],
  );
  return after.assignments.filter((one) => out.has(one.id) && one.status !== 'dispatched');
}
