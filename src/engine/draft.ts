import type { Effect, EffectKind } from '../domain/effects.js';
import type { WorkflowEvent } from '../domain/events.js';
import type { Assignment, WorkflowState, WorkflowStatus } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';

/** An effect as the engine decides it; the draft adds id, time and lease. */
type EffectDecision<K extends EffectKind = EffectKind> = K extends EffectKind
  ? Omit<Extract<Effect, { kind: K }>, 'id' | 'emitted_at' | 'leased_by'>
  : never;

/** How much of the story of a workflow its state keeps. */
const TIMELINE_LENGTH = 400;
const LINE_LENGTH = 500;

/**
 * The next state while it is being decided: a shallow copy of the present one, whose members are replaced, never
 * mutated, and the effects decided so far.
 */
export class Draft {
  readonly state: WorkflowState;
  /** Decided by this event; they stand in the outbox too. */
  effects: readonly Effect[] = [];
  changed = false;

  constructor(
    present: WorkflowState,
    readonly event: WorkflowEvent,
  ) {
    this.state = { ...present, revision: present.revision + 1 };
  }

  set(patch: Partial<WorkflowState>): void {
    Object.assign(this.state, patch);
    this.changed = true;
  }

  /** Decides an effect; its id is deterministic: workflow, number, kind. */
  emit(decision: EffectDecision): void {
    const number = this.state.counters.effect + 1;
    const id = `${this.state.workflow_id}:${number}:${decision.kind}`;
    const effect = {
      ...decision,
      id,
      emitted_at: this.event.at,
      leased_by: this.event.runner,
    } as Effect;
    this.effects = [...this.effects, effect];
    this.set({
      counters: { ...this.state.counters, effect: number },
      outbox: [...this.state.outbox, effect],
    });
  }

  /**
   * Takes effects back that are not known to be done. What runs already cannot be stopped: its outcome still comes.
   *
   * @returns the ids of those taken back
   */
  withdraw(isUnwanted: (effect: Effect) => boolean): readonly string[] {
    const unwanted = this.state.outbox.filter(isUnwanted);
    if (unwanted.length === 0) return [];
    const wanted = (effect: Effect) => !isUnwanted(effect);
    this.effects = this.effects.filter(wanted);
    this.set({ outbox: this.state.outbox.filter(wanted) });
    return unwanted.map((effect) => effect.id);
  }

  /** Adds a line to the story that people read in the dashboard. */
  tell(actor: string, what: string): void {
    const text = what.length > LINE_LENGTH ? `${what.slice(0, LINE_LENGTH - 1)}…` : what;
    const line = { at: this.event.at, actor, what: text };
    this.set({ timeline: [...this.state.timeline, line].slice(-TIMELINE_LENGTH) });
  }

  turn(status: WorkflowStatus, reason: string | null): void {
    this.set({ status, status_reason: reason });
  }

  complete(agent: AgentName): void {
    const { completed_agents } = this.state;
    if (!completed_agents.includes(agent)) this.set({ completed_agents: [...completed_agents, agent] });
  }

  updateAssignment(id: string, patch: Partial<Assignment>): void {
    this.set({
      assignments: this.state.assignments.map((one) => (one.id === id ? { ...one, ...patch } : one)),
    });
  }

  setTaskStatus(ids: readonly string[], status: WorkflowState['tasks'][number]['status']): void {
    if (ids.length === 0) return;
    const wanted = new Set(ids);
    this.set({ tasks: this.state.tasks.map((task) => (wanted.has(task.id) ? { ...task, status } : task)) });
  }
}
