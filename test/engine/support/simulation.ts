/** A workflow in a simulated world: every step goes through `transition` and is checked against all invariants. */
import { expect } from '@jest/globals';
import type { AgentError, AgentResponse } from '../../../src/domain/contract.js';
import type { Effect, EffectKind } from '../../../src/domain/effects.js';
import type {
  AssignmentLost,
  BranchContent,
  EventBody,
  PlannedTask,
  WorkflowEvent,
  WorkflowRequested,
} from '../../../src/domain/events.js';
import type { Approval, Assignment, Settings, WorkflowState } from '../../../src/domain/state.js';
import { planningAgentsOf, type WorkflowType } from '../../../src/domain/workflows.js';
import { isGated } from '../../../src/engine/gate.js';
import type { Refusal } from '../../../src/engine/refusal.js';
import { type Transition, transition } from '../../../src/engine/transition.js';
import { aFeature, answer, approvalOf, content, outcomeOf, requested, START, sha } from './builders.js';
import { deepFreeze } from './freeze.js';
import { Monitor } from './monitor.js';

export interface Answer {
  readonly error?: AgentError;
  readonly result?: AgentResponse['result'];
  /** What the branch holds after the landing; by default planning writes and building keeps the digest. */
  readonly landed?: BranchContent | null;
}

export class Simulation {
  present: WorkflowState | null = null;
  /** Everything that was decided, oldest first. */
  readonly effects: Effect[] = [];
  readonly events: WorkflowEvent[] = [];
  last: Transition = { state: null, effects: [], refusal: null };
  private readonly monitor = new Monitor();
  private heads = 1;
  private now = START;

  constructor(private readonly tasks: readonly PlannedTask[] = []) {}

  get state(): WorkflowState {
    if (this.present === null) throw new Error('expected a workflow; send workflow_requested first');
    return this.present;
  }

  /** Sends an event with a key of its own, one second after the one before. */
  send(body: EventBody, secondsLater = 1): Transition {
    this.now += secondsLater * 1_000;
    const occurrence = {
      key: `event-${this.events.length + 1}`,
      at: new Date(this.now).toISOString(),
      runner: 'run/1/1',
    };
    return this.deliver({ ...body, ...occurrence } as WorkflowEvent);
  }

  /** Delivers an event as it is, for example a second time. */
  deliver(event: WorkflowEvent): Transition {
    deepFreeze(event);
    this.last = transition(deepFreeze(this.present), event);
    expect(transition(this.present, event)).toEqual(this.last);
    expect(this.monitor.checkAll(this.present, event, this.last)).toEqual([]);
    this.present = this.last.state;
    this.events.push(event);
    this.effects.push(...this.last.effects);
    return this.last;
  }

  /** Sends an event that is to be refused. */
  refused(body: EventBody): Refusal['reason'] | null {
    return this.send(body).refusal?.reason ?? null;
  }

  /** The command of a person; a workflow on an existing feature gets one with this world's tasks. */
  request(
    type: WorkflowType | null,
    overrides: Partial<Settings> = {},
    more: Partial<WorkflowRequested> = {},
  ): this {
    const body = requested(type, overrides);
    const feature = body.feature === null ? null : aFeature(undefined, this.tasks);
    this.send({ ...body, feature, ...more });
    return this;
  }

  /** Settles what stands in the outbox (of these kinds), and what follows from that, well. */
  settle(...kinds: readonly EffectKind[]): this {
    const wanted = (effect: Effect) => kinds.length === 0 || kinds.includes(effect.kind);
    for (let due = this.state.outbox.filter(wanted); due.length > 0; due = this.state.outbox.filter(wanted)) {
      this.send({ type: 'effects_settled', outcomes: due.map(outcomeOf) });
    }
    return this;
  }

  /** Tells that all effects of a kind failed. */
  fail(kind: EffectKind, message = 'it was refused'): this {
    const due = this.state.outbox.filter((effect) => effect.kind === kind);
    const outcomes = due.map(({ id }) => ({ id, kind: 'failed' as const, message }));
    this.send({ type: 'effects_settled', outcomes });
    return this;
  }

  /** Assignments that are out. */
  get out(): readonly Assignment[] {
    return this.state.assignments.filter((one) => one.status === 'dispatched');
  }

  /** The assignment that is out for this task or agent. */
  outFor(name: string): Assignment {
    const found = this.out.find((one) => (one.tasks[0] ?? one.agents[0]) === name);
    if (found !== undefined) return found;
    const out = this.out.map((one) => one.tasks[0] ?? one.agents[0]).join(', ');
    throw new Error(`expected an assignment for ${name} to be out, received: ${out || 'none'}`);
  }

  /** The job for this task or agent ends: all its agents succeed, up to the one that fails. */
  finish(name: string, { error, result, landed }: Answer = {}, failing = 0): this {
    const assignment = this.outFor(name);
    const parts =
      assignment.tasks.length > 0 ? assignment.tasks.map(() => assignment.agents[0]) : assignment.agents;
    const count = error === undefined ? parts.length : failing + 1;
    const responses = parts
      .slice(0, count)
      .map((agent, index) => answer(agent, index === failing ? (error ?? null) : null, result));
    this.send({
      type: 'assignment_finished',
      assignment_id: assignment.id,
      responses,
      usage: responses.map(() => ({ duration_ms: 1_000, cost_usd: 0.5 })),
      landed: landed === undefined ? this.landing(assignment) : landed,
    });
    return this;
  }

  /** The job for this task or agent is gone; `now` is what the branch holds then. */
  lose(name: string, reason: AssignmentLost['reason'] = 'lost_run', now?: BranchContent): this {
    this.send({
      type: 'assignment_lost',
      assignment_id: this.outFor(name).id,
      reason,
      message: 'the runner is gone',
      ...(now === undefined ? {} : { content: now }),
    });
    return this;
  }

  conflict(name: string, now?: BranchContent): this {
    const head = now?.head ?? this.newHead();
    this.send({
      type: 'assignment_conflicted',
      assignment_id: this.outFor(name).id,
      head,
      files: ['src/a.ts'],
      ...(now === undefined ? {} : { content: now }),
    });
    return this;
  }

  approve(overrides: Partial<Approval> = {}): this {
    this.send(approvalOf(this.state, overrides));
    return this;
  }

  /** Somebody pushes. */
  push(digest: string, tasks: readonly PlannedTask[] = this.tasks): this {
    this.send({ type: 'branch_moved', content: content(this.newHead(), digest, tasks) });
    return this;
  }

  command(command: 'abort' | 'pause' | 'resume'): this {
    this.send({ type: 'command_given', command, by: 'carol' });
    return this;
  }

  wait(seconds: number): this {
    this.send({ type: 'time_passed' }, seconds);
    return this;
  }

  /** From the request to the checkpoint, all going well. */
  plan(type: WorkflowType, overrides: Partial<Settings> = {}): this {
    this.request(type, overrides).settle();
    const [first] = planningAgentsOf(type);
    return first === undefined ? this : this.finish(first).settle();
  }

  /** From the request to an approved plan. */
  build(type: WorkflowType, overrides: Partial<Settings> = {}): this {
    return this.plan(type, overrides).approve().settle();
  }

  newHead(): string {
    this.heads += 1;
    return sha(this.heads);
  }

  /** What the branch holds after the landing of an assignment. */
  private landing(assignment: Assignment): BranchContent {
    const { state } = this;
    const planning = !isGated(state, assignment.agents[0]);
    const digest = planning ? `digest-${this.heads}` : (state.content_digest ?? 'none');
    const done = new Set(state.tasks.filter((one) => one.status === 'done').map((one) => one.id));
    for (const id of assignment.tasks) done.add(id);
    const tasks = this.tasks.map((one) => ({ ...one, done: one.done || done.has(one.id) }));
    return content(this.newHead(), digest, tasks);
  }
}
