import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { EVENTS } from './triage.js';

/** What became of a delivery at the door. */
export type Reception =
  | 'accepted'
  | 'ignored'
  | 'full'
  | 'not_ready'
  | 'unsigned'
  | 'malformed'
  | 'too_large';

/** Numbers for Prometheus. No label carries the name of a repository or a person. */
export interface Metrics {
  readonly registry: Registry;
  received(event: string, reception: Reception): void;
  handled(event: string, outcome: 'done' | 'failed' | 'gone', seconds: number): void;
  swept(outcome: 'done' | 'failed', seconds: number): void;
  redelivered(): void;
  request(method: string, status: number | null): void;
}

/** Creates the numbers; the depth of the queue is read when they are asked for. */
export function createMetrics(depth: () => { waiting: number; running: number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const deliveries = new Counter({
    name: 'speckit_deliveries_total',
    help: 'Webhook deliveries by event and by what became of them at the door.',
    labelNames: ['event', 'reception'],
    registers,
  });
  const work = new Histogram({
    name: 'speckit_work_seconds',
    help: 'Time that accepted work took, by event and outcome.',
    labelNames: ['event', 'outcome'],
    buckets: [0.05, 0.2, 1, 5, 20, 60, 300],
    registers,
  });
  const sweeps = new Histogram({
    name: 'speckit_sweep_seconds',
    help: 'Time that a sweep over all installations took to plan, by outcome.',
    labelNames: ['outcome'],
    buckets: [0.2, 1, 5, 20, 60, 300],
    registers,
  });
  const redeliveries = new Counter({
    name: 'speckit_redeliveries_total',
    help: 'Failed deliveries that GitHub was asked to send again.',
    registers,
  });
  const requests = new Counter({
    name: 'speckit_github_requests_total',
    help: 'Requests to GitHub by method and status; "none" where no answer came.',
    labelNames: ['method', 'status'],
    registers,
  });
  new Gauge({
    name: 'speckit_queue_depth',
    help: 'Accepted work that waits or runs.',
    labelNames: ['state'],
    registers,
    collect() {
      const { waiting, running } = depth();
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'running' }, running);
    },
  });
  return {
    registry,
    received: (event, reception) => deliveries.inc({ event: known(event), reception }),
    handled: (event, outcome, seconds) => work.observe({ event: known(event), outcome }, seconds),
    swept: (outcome, seconds) => sweeps.observe({ outcome }, seconds),
    redelivered: () => redeliveries.inc(),
    request: (method, status) => requests.inc({ method, status: status === null ? 'none' : String(status) }),
  };
}

/** Anybody can send a header: other names than those of our own events would make metrics without end. */
const KNOWN: ReadonlySet<string> = new Set([...EVENTS, 'ping', 'sweep']);

function known(event: string): string {
  return KNOWN.has(event) ? event : 'other';
}
