/** A workflow that moves drive, with any engine: collects broken rules instead of failing. */
import type { EventBody, PlannedTask, WorkflowEvent } from '../../../src/domain/events.js';
import { isFinal, type WorkflowState } from '../../../src/domain/state.js';
import { type Transition, transition } from '../../../src/engine/transition.js';
import { approvalOf, content, outcomeOf, START, sha } from './builders.js';
import { answerTo, deadEnds, type Engine } from './dead-ends.js';
import { finish } from './finish.js';
import { deepFreeze } from './freeze.js';
import { sorted } from './invariants.js';
import { Monitor } from './monitor.js';
import { eventOf, type Move } from './moves.js';

export class Journey {
  present: WorkflowState | null = null;
  readonly events: WorkflowEvent[] = [];
  readonly problems: string[] = [];
  private readonly monitor = new Monitor();
  private now = START;
  private step = 0;

  constructor(
    private readonly tasks: readonly PlannedTask[],
    private readonly engine: Engine = transition,
  ) {}

  get state(): WorkflowState {
    if (this.present === null) throw new Error('expected a workflow; send workflow_requested first');
    return this.present;
  }

  get isOver(): boolean {
    return isFinal(this.state.status);
  }

  move(move: Move): void {
    if (move.kind === 'help') return this.help();
    const past = { events: this.events, tasks: this.tasks, step: this.step };
    const event = eventOf(move, this.state, past);
    if (event === null) return;
    if ('key' in event) this.deliver(event);
    else this.send(event, move.kind === 'time' ? 1_000 * move.variant : 1);
  }

  send(body: EventBody, seconds = 1): Transition {
    this.now += seconds * 1_000;
    this.step += 1;
    const occurrence = { key: `event-${this.step}`, at: new Date(this.now).toISOString(), runner: 'run/1/1' };
    return this.deliver({ ...body, ...occurrence } as WorkflowEvent);
  }

  deliver(event: WorkflowEvent): Transition {
    deepFreeze(event);
    const result = this.engine(deepFreeze(this.present), event);
    if (!isSame(this.engine(this.present, event), result)) this.problems.push('it is not deterministic');
    this.problems.push(...this.monitor.checkAll(this.present, event, result));
    if (result.state !== null) this.problems.push(...deadEnds(result.state, this.engine));
    this.present = result.state;
    if (!this.events.includes(event)) this.events.push(event);
    return result;
  }

  /** All goes well until implementation begins. */
  cooperateToGate(): void {
    this.cooperate(() => this.state.implementation_approved);
  }

  /** From now on everything goes well and people do what they are asked for. */
  cooperate(isEnough = () => false): void {
    for (let round = 0; round < 200 && !this.isOver && !isEnough(); round += 1) this.help();
  }

  /** One thing goes well, or one person does what they are asked for. */
  help(): void {
    const { state } = this;
    const asked = answerTo(state);
    if (this.isOver) return;
    if (state.outbox.length > 0)
      this.send({ type: 'effects_settled', outcomes: state.outbox.map(outcomeOf) });
    else if (state.status === 'awaiting_implementation_approval') {
      const by =
        ['p1', 'p2', 'p3'].find((one) => !state.approvals.some((approval) => approval.by === one)) ?? 'p4';
      this.send(approvalOf(state, { by }));
    } else if (state.status === 'paused') this.repairAndResume(state);
    else if (asked !== null) this.send(asked);
    else if (state.timers.length > 0) this.send({ type: 'time_passed' }, 1_000_000);
    else this.answerFirst(state);
  }

  private answerFirst(state: WorkflowState): void {
    const assignment = state.assignments.find((one) => one.status === 'dispatched');
    if (assignment === undefined) return;
    this.send(finish(state, assignment, { events: [], tasks: this.tasks, step: this.step }, {}));
  }

  private repairAndResume(state: WorkflowState): void {
    // A person adds what planning should have written.
    const lacks = state.content_digest === null || state.status_reason?.includes('it wrote no') === true;
    if (lacks && state.branch !== null) {
      const head = sha(1_000 + this.step);
      this.send({ type: 'branch_moved', content: content(head, `repaired-${this.step}`, this.tasks) });
    }
    this.send({ type: 'command_given', command: 'resume', by: 'carol' });
  }
}

function isSame(a: Transition, b: Transition): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}
