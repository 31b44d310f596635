import type { Task } from '../documents/types.js';
import type { AgentError, AgentResponse } from '../domain/contract.js';
import type { EventBody, WorkflowEvent } from '../domain/events.js';
import { type Assignment, isFinal, type WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { transition } from '../engine/transition.js';
import { SimulatedBranch } from './branch.js';
import { durationOf, failureOf } from './chance.js';
import type { DryRunOptions } from './dry-run.js';
import { approval, outcomeOf, request } from './events.js';

/** One thing that happens in a dry run, in order of time. */
export interface Moment {
  /** Seconds from the beginning. */
  readonly at: number;
  readonly event: 'start' | 'finish' | 'fail' | 'note';
  /** Task of `implement`; absent where an agent works as a whole. */
  readonly task?: string;
  readonly agent: string;
  readonly attempt: number;
  readonly note?: string;
}

interface Simulated {
  readonly state: WorkflowState;
  readonly timeline: readonly Moment[];
  readonly seconds: number;
  readonly durationOf: (task: string) => number;
}

const AGENT_SECONDS = 60;
const START = Date.parse('2026-01-01T00:00:00Z');

/** Drives the engine from the request to its end, or to where it needs a person. */
export function simulate(tasks: readonly Task[], options: DryRunOptions): Simulated {
  return new World(tasks, options).run();
}

/** How an assignment ends; what the branch holds then is not known before. */
interface Ending {
  readonly at: number;
  readonly event: () => EventBody;
}

class World {
  private state: WorkflowState | null = null;
  private now = 0;
  private events = 0;
  private readonly moments: Moment[] = [];
  private readonly branch: SimulatedBranch;
  private readonly ends = new Map<string, Ending>();

  constructor(
    tasks: readonly Task[],
    private readonly options: DryRunOptions,
  ) {
    this.branch = new SimulatedBranch(tasks);
  }

  run(): Simulated {
    this.send(request(this.branch.land([]), this.options.settings));
    for (;;) {
      this.settle();
      const { present } = this;
      if (present.status === 'awaiting_implementation_approval') {
        this.send(approval(this.branch.land([]), this.timestamp));
      } else if (!this.step()) break;
    }
    const timeline = this.moments.toSorted((a, b) => a.at - b.at);
    return { state: this.present, timeline, seconds: Math.round(this.now), durationOf: this.durationOf };
  }

  private get present(): WorkflowState {
    if (this.state === null) throw new Error('expected the engine to have made a state');
    return this.state;
  }

  private get timestamp(): string {
    return new Date(START + 1000 * this.now).toISOString();
  }

  private send(body: EventBody): void {
    this.events += 1;
    const event = {
      ...body,
      key: `event-${this.events}`,
      at: this.timestamp,
      runner: 'simulation',
    } as WorkflowEvent;
    this.state = transition(this.state, event).state;
  }

  /** All effects succeed at once: what a dry run is about is the work. */
  private settle(): void {
    while (this.present.outbox.length > 0) {
      this.send({ type: 'effects_settled', outcomes: this.present.outbox.map(outcomeOf) });
    }
  }

  /** Begins what was dispatched, then goes to whatever comes next; false when nothing will. */
  private step(): boolean {
    if (isFinal(this.present.status) || this.present.status !== 'running') return false;
    const out = this.present.assignments.filter((one) => one.status === 'dispatched');
    for (const one of out) if (!this.ends.has(one.id)) this.ends.set(one.id, this.play(one));
    const due = this.present.timers.map((timer) => (Date.parse(timer.due_at) - START) / 1000);
    const wake = Math.min(Number.POSITIVE_INFINITY, ...due);
    const [next] = out.toSorted((a, b) => this.endOf(a) - this.endOf(b));
    const end = next === undefined ? Number.POSITIVE_INFINITY : this.endOf(next);
    if (end === Number.POSITIVE_INFINITY && wake === Number.POSITIVE_INFINITY) return false;
    this.now = Math.max(this.now, Math.min(end, wake));
    const event = end <= wake && next !== undefined ? this.ends.get(next.id)?.event() : undefined;
    this.send(event ?? { type: 'time_passed' });
    return true;
  }

  private endOf(assignment: Assignment): number {
    return this.ends.get(assignment.id)?.at ?? Number.POSITIVE_INFINITY;
  }

  private play(assignment: Assignment): Ending {
    const { agents, tasks, attempt } = assignment;
    const { seed, failureRate } = this.options;
    const parts: readonly (readonly [AgentName, string | undefined])[] =
      tasks.length > 0 ? tasks.map((task) => [agents[0], task]) : agents.map((agent) => [agent, undefined]);
    let at = this.now;
    const responses: AgentResponse[] = [];
    for (const [agent, task] of parts) {
      const part = { agent, attempt, ...(task === undefined ? {} : { task }) };
      const error = failureOf(seed, failureRate, agent, task, attempt);
      this.moments.push({ at: Math.round(at), event: 'start', ...part });
      at += this.secondsOf(task, error);
      this.moments.push({
        at: Math.round(at),
        event: error === null ? 'finish' : 'fail',
        ...part,
        ...(error === null ? {} : { note: error.type }),
      });
      responses.push(this.answer(agent, error));
      if (error !== null) break;
    }
    const finished = responses.filter((one) => one.status === 'success').length;
    const usage = responses.map(() => ({
      duration_ms: Math.round(((at - this.now) * 1000) / responses.length),
      cost_usd: 0,
    }));
    return {
      at,
      event: () => ({
        type: 'assignment_finished',
        assignment_id: assignment.id,
        responses,
        usage,
        landed: this.branch.land(tasks.slice(0, finished)),
      }),
    };
  }

  private readonly durationOf = (task: string): number => durationOf(this.options.seed, task);

  private secondsOf(task: string | undefined, error: AgentError | null): number {
    const { task_timeout_seconds, agent_timeout_seconds } = this.options.settings;
    if (error?.type === 'TimeoutError')
      return task === undefined ? agent_timeout_seconds : task_timeout_seconds;
    return task === undefined ? AGENT_SECONDS : this.durationOf(task);
  }

  private answer(agent: AgentName, error: AgentError | null): AgentResponse {
    const status = error === null ? 'success' : 'error';
    return { agent, status, timestamp: this.timestamp, result: {}, error };
  }
}
