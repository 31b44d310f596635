import type { Task } from '../documents/types.js';
import type { AgentError, AgentResponse } from '../domain/contract.js';
import type { Effect, EffectOutcome } from '../domain/effects.js';
import type { BranchContent, PlannedTask, WorkflowEvent } from '../domain/events.js';
import { type Assignment, isFinal, type WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { transition } from '../engine/transition.js';
import { unitHash } from '../scheduling/hash.js';
import type { DryRunOptions } from './dry-run.js';

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

/** What an average task takes; each takes between half of it and one and a half. */
const TASK_SECONDS = 120;
const AGENT_SECONDS = 60;

const START = Date.parse('2026-01-01T00:00:00Z');
const WORKFLOW_ID = '00000000-0000-4000-8000-000000000000';
const FEATURE = '001-dry-run';
const SHA = 'a'.repeat(40);
const DIGEST = 'sha256:dry-run';

type Body = WorkflowEvent extends infer E
  ? E extends WorkflowEvent
    ? Omit<E, 'key' | 'at' | 'runner'>
    : never
  : never;

/** Drives the engine from the request to its end, or to where it needs a person. */
export function simulate(tasks: readonly Task[], options: DryRunOptions): Simulated {
  return new World(tasks, options).run();
}

/** How an assignment ends; what the branch holds then is not known before. */
interface Ending {
  readonly at: number;
  readonly event: () => Body;
}

class World {
  private state: WorkflowState | null = null;
  private now = 0;
  private events = 0;
  private readonly moments: Moment[] = [];
  /** tasks.md as it is now: landings tick it. */
  private readonly planned: PlannedTask[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly ends = new Map<string, Ending>();

  constructor(
    tasks: readonly Task[],
    private readonly options: DryRunOptions,
  ) {
    this.planned = tasks.map(
      ({ id, description, phase, story, parallel, files, depends_on, done, skipped }) => ({
        id,
        description,
        phase,
        story,
        parallel,
        files: [...files],
        depends_on: [...depends_on],
        done: done || skipped,
      }),
    );
    this.places = new Map(tasks.map((task, index) => [task.id, index]));
  }

  run(): Simulated {
    this.send(this.request());
    for (;;) {
      this.settle();
      const { present } = this;
      if (present.status === 'awaiting_implementation_approval') this.send(this.approval());
      else if (!this.step()) break;
    }
    const timeline = this.moments.toSorted((a, b) => a.at - b.at);
    return { state: this.present, timeline, seconds: Math.round(this.now), durationOf: this.durationOf };
  }

  private get present(): WorkflowState {
    if (this.state === null) throw new Error('expected the engine to have made a state');
    return this.state;
  }

  private send(body: Body): void {
    this.events += 1;
    const event = {
      ...body,
      key: `event-${this.events}`,
      at: new Date(START + 1000 * this.now).toISOString(),
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
    const parts: readonly (readonly [AgentName, string | undefined])[] =
      tasks.length > 0 ? tasks.map((task) => [agents[0], task]) : agents.map((agent) => [agent, undefined]);
    let at = this.now;
    const responses: AgentResponse[] = [];
    for (const [agent, task] of parts) {
      const part = { agent, attempt, ...(task === undefined ? {} : { task }) };
      const error = this.failureOf(agent, task, attempt);
      this.moments.push({ at: seconds(at), event: 'start', ...part });
      at +=
        error?.type === 'TimeoutError'
          ? this.limitOf(task)
          : task === undefined
            ? AGENT_SECONDS
            : this.durationOf(task);
      this.moments.push({
        at: seconds(at),
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
        landed: this.content(tasks.slice(0, finished)),
      }),
    };
  }

  /** Chance decides by seed, part and attempt, so that a run with other limits meets the same failures. */
  private failureOf(agent: AgentName, task: string | undefined, attempt: number): AgentError | null {
    const key = `${this.options.seed}:${agent}:${task ?? ''}:${attempt}`;
    if (unitHash(`fails:${key}`) >= this.options.failureRate) return null;
    const kinds = ['TimeoutError', 'ExternalServiceError', 'ValidationError'] as const;
    const type = kinds[Math.floor(unitHash(`kind:${key}`) * kinds.length)] ?? 'TimeoutError';
    const message = 'a failure that the dry run made up';
    return { type, message, recoverable: true, feedback_required: false, blocking_issues: [] };
  }

  private readonly durationOf = (task: string): number =>
    Math.round(TASK_SECONDS * (0.5 + unitHash(`${this.options.seed}:duration:${task}`)));

  private limitOf(task: string | undefined): number {
    const { task_timeout_seconds, agent_timeout_seconds } = this.options.settings;
    return task === undefined ? agent_timeout_seconds : task_timeout_seconds;
  }

  private answer(agent: AgentName, error: AgentError | null): AgentResponse {
    const timestamp = new Date(START + 1000 * this.now).toISOString();
    return { agent, status: error === null ? 'success' : 'error', timestamp, result: {}, error };
  }

  private content(finished: readonly string[]): BranchContent {
    for (const id of finished) {
      const place = this.places.get(id);
      const task = place === undefined ? undefined : this.planned[place];
      if (place !== undefined && task !== undefined) this.planned[place] = { ...task, done: true };
    }
    return {
      head: SHA,
      digest: DIGEST,
      artifacts: {
        spec: `specs/${FEATURE}/spec.md`,
        plan: `specs/${FEATURE}/plan.md`,
        tasks: `specs/${FEATURE}/tasks.md`,
      },
      tasks: [...this.planned],
      scope: null,
    };
  }

  private request(): Body {
    const content = this.content([]);
    return {
      type: 'workflow_requested',
      workflow_id: WORKFLOW_ID,
      workflow_type: 'implement',
      request: 'dry run',
      slug: 'dry-run',
      feature: {
        feature_id: FEATURE,
        branch: FEATURE,
        base: 'main',
        base_sha: SHA,
        content,
        pull_request: null,
      },
      similar: [],
      target_file: null,
      origin: {
        repository: 'dry/run',
        issue: 0,
        issue_title: '',
        issue_body: '',
        comment_id: 0,
        requester: 'dry run',
      },
      settings: { ...this.options.settings, required_approvals: 1, exclude_requester: false },
      preflight: [],
      complexity: null,
    };
  }

  private approval(): Body {
    const content = this.content([]);
    return {
      type: 'approval_given',
      by_bot: false,
      content,
      approval: {
        by: 'dry run',
        permission: 'admin',
        via: 'proceed_comment',
        source_id: 0,
        at: new Date(START + 1000 * this.now).toISOString(),
        pull_request: null,
        head: content.head,
        digest: content.digest,
      },
    };
  }
}

function outcomeOf(effect: Effect): EffectOutcome {
  const { id } = effect;
  switch (effect.kind) {
    case 'create_dashboard':
    case 'post_comment':
      return { id, kind: effect.kind, comment_id: 1 };
    case 'claim_feature':
      return {
        id,
        kind: 'claim_feature',
        feature_id: FEATURE,
        branch: FEATURE,
        base: 'main',
        base_sha: SHA,
        head: SHA,
      };
    case 'dispatch_assignment':
      return { id, kind: 'dispatch_assignment', run_id: null };
    case 'open_pull_request':
      return { id, kind: 'open_pull_request', number: 1, url: 'https://github.com/dry/run/pull/1' };
    case 'create_issue':
      return { id, kind: 'create_issue', task_id: effect.task_id, number: 1 };
    case 'dismiss_approval':
    case 'cancel_run':
    case 'record_history':
      return { id, kind: effect.kind };
  }
}

function seconds(at: number): number {
  return Math.round(at);
}
