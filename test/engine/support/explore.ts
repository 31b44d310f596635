/** Walks through everything that can happen to a workflow, breadth first, and looks at every state and step. */
import type { EventBody, PlannedTask, WorkflowEvent } from '../../../src/domain/events.js';
import { isFinal, type WorkflowState } from '../../../src/domain/state.js';
import { transition } from '../../../src/engine/transition.js';
import { answer, outcomeOf, START } from './builders.js';
import { canonical } from './canonical.js';
import { deadEnds, type Engine } from './dead-ends.js';
import { deepFreeze } from './freeze.js';
import { type Gate, SHUT } from './gate-monitor.js';
import { brokenSchema } from './invariants.js';
import { Monitor } from './monitor.js';
import { eventOf, type Move } from './moves.js';

export interface Scenario {
  readonly begin: EventBody;
  /** What happens first, as far as it fits, before everything is tried. */
  readonly prefix: readonly Move[];
  readonly tasks: readonly PlannedTask[];
  /** What is tried in every state. */
  readonly moves: readonly Move[];
  /** States after which it stops looking for more. */
  readonly limit: number;
  /** Effects are done well as soon as they are decided, so that only jobs and people make a difference. */
  readonly settleAtOnce: boolean;
}

export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** True when there was nothing left to look at. */
  readonly closed: boolean;
  /** Statuses that were met. */
  readonly statuses: readonly string[];
  /** Broken rules with the moves that lead to them. */
  readonly problems: readonly string[];
}

interface Node {
  readonly key: string;
  readonly state: WorkflowState;
  readonly gate: Gate;
  readonly step: number;
  readonly path: readonly string[];
  /** The latest events, to be delivered once more. */
  readonly events: readonly WorkflowEvent[];
}

interface Step {
  readonly from: string;
  readonly to: string;
  readonly byPerson: boolean;
}

/** Stops at the first few problems: a broken engine has no end of them. */
const ENOUGH = 3;

/** How many of the latest events are delivered again after each step. */
const REPEATED = 4;

export function explore(scenario: Scenario, engine: Engine = transition): Explored {
  const problems: string[] = [];
  const first = start(scenario, engine, problems);
  const nodes = new Map<string, Node>();
  const steps: Step[] = [];
  const queue = first === null ? [] : [first];
  for (const node of queue) nodes.set(node.key, node);
  let index = 0;
  for (; index < queue.length && nodes.size < scenario.limit && problems.length < ENOUGH; index += 1) {
    const node = queue[index];
    if (node === undefined) break;
    problems.push(...staleResultsOf(node, engine));
    for (const move of scenario.moves) {
      const next = follow(node, move, scenario, engine, problems);
      if (next === null) continue;
      steps.push({ from: node.key, to: next.key, byPerson: isByPerson(move) });
      if (nodes.has(next.key)) continue;
      const found = [...brokenSchema(next.state), ...deadEnds(next.state, engine)];
      problems.push(...found.map((one) => `${one} [${next.path.join(', ')}]`));
      nodes.set(next.key, next);
      queue.push(next);
    }
  }
  const closed = index >= queue.length;
  if (problems.length === 0) problems.push(...endlessLoops(steps, nodes));
  if (problems.length === 0 && closed) problems.push(...endlessWaits(steps, nodes));
  const statuses = [...new Set([...nodes.values()].map((node) => node.state.status))].sort();
  return { states: nodes.size, steps: steps.length, closed, statuses, problems };
}

function start(scenario: Scenario, engine: Engine, problems: string[]): Node | null {
  const first = take(null, scenario.begin, engine, problems, 'begin');
  let node = settled(first, scenario, engine, problems);
  for (const move of scenario.prefix) {
    if (node !== null) node = follow(node, move, scenario, engine, problems) ?? node;
  }
  return node;
}

function follow(node: Node, move: Move, scenario: Scenario, engine: Engine, problems: string[]): Node | null {
  const event = eventOf(move, node.state, { events: [], tasks: scenario.tasks, step: node.step });
  if (event === null) return null;
  const label = `${move.kind} ${move.pick} ${move.variant}`;
  return settled(take(node, event, engine, problems, label), scenario, engine, problems);
}

function settled(node: Node | null, scenario: Scenario, engine: Engine, problems: string[]): Node | null {
  let present = node;
  for (let round = 0; scenario.settleAtOnce && present !== null && round < 5; round += 1) {
    const { outbox } = present.state;
    if (outbox.length === 0) break;
    const outcomes = outbox.map(outcomeOf);
    present = take(present, { type: 'effects_settled', outcomes }, engine, problems, 'settle') ?? present;
  }
  return present;
}

/** One step, and the latest events again; null where it changed nothing. */
function take(
  node: Node | null,
  body: EventBody,
  engine: Engine,
  problems: string[],
  label: string,
): Node | null {
  const step = (node?.step ?? 0) + 1;
  const at = new Date(START + step * 10_000_000).toISOString();
  const event = deepFreeze({ ...body, key: `event-${step}`, at, runner: 'run/1/1' } as WorkflowEvent);
  const path = [...(node?.path ?? []), label];
  const before = deepFreeze(node?.state ?? null);
  const monitor = new Monitor(node?.gate ?? SHUT);
  try {
    const result = engine(before, event);
    const found = [...monitor.check(before, event, result)];
    const { state } = result;
    if (state === null || state === before) {
      problems.push(...found.map((one) => `${one} [${path.join(', ')}]`));
      return null;
    }
    const events = [...(node?.events ?? []), event].slice(-REPEATED);
    const again = events.filter((one) => engine(deepFreeze(state), one).state !== state);
    found.push(...again.map((one) => `S2: a repeated ${one.type} changed something`));
    problems.push(...found.map((one) => `${one} [${path.join(', ')}]`));
    return { key: canonical(state, monitor.gate), state, gate: monitor.gate, step, path, events };
  } catch (error) {
    problems.push(`it threw: ${String(error)} [${path.join(', ')}]`);
    return null;
  }
}

/** Rule S3, asked of every state: results of assignments that are not out change nothing. */
function staleResultsOf({ state, path }: Node, engine: Engine): string[] {
  const stale = state.assignments.filter((one) => one.status !== 'dispatched').slice(-2);
  return stale.flatMap((one) => {
    const event = {
      type: 'assignment_finished',
      key: `stale-${one.id}`,
      at: state.updated_at,
      runner: 'run/2/1',
      assignment_id: one.id,
      responses: one.agents.map((agent) => answer(agent)),
      usage: [],
      landed: null,
    } as const;
    const changed = engine(state, event).state !== state;
    return changed ? [`S3: a result of ${one.status} ${one.id} changed something [${path.join(', ')}]`] : [];
  });
}

const BY_PERSON: readonly string[] = ['command', 'approve', 'push', 'choose', 'choose_branch', 'answer'];

function isByPerson({ kind }: Move): boolean {
  return BY_PERSON.includes(kind);
}

/** Rule C1: without people nothing goes round in circles. */
function endlessLoops(steps: readonly Step[], nodes: ReadonlyMap<string, Node>): string[] {
  const waiting = new Map([...nodes.keys()].map((key) => [key, 0]));
  const next = new Map<string, string[]>();
  for (const { from, to, byPerson } of steps) {
    if (byPerson || from === to || isFinal(nodes.get(from)?.state.status ?? 'running')) continue;
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
    next.set(from, [...(next.get(from) ?? []), to]);
  }
  const free = [...waiting.keys()].filter((key) => waiting.get(key) === 0);
  for (const key of free) {
    waiting.delete(key);
    for (const to of next.get(key) ?? []) {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) free.push(to);
    }
  }
  const [looping] = waiting.keys();
  const path = nodes.get(looping ?? '')?.path ?? [];
  return waiting.size === 0
    ? []
    : [`C1: ${waiting.size} states in or behind an endless loop [${path.join(', ')}]`];
}

/** Rule C1: from everywhere there is a way to an end, or to where a person is waited for. */
function endlessWaits(steps: readonly Step[], nodes: ReadonlyMap<string, Node>): string[] {
  const before = new Map<string, string[]>();
  for (const { from, to } of steps) before.set(to, [...(before.get(to) ?? []), from]);
  const ends = [...nodes.values()].filter((one) => one.state.status !== 'running');
  const reached = new Set(ends.map((one) => one.key));
  for (const key of reached) for (const from of before.get(key) ?? []) reached.add(from);
  return [...nodes.values()]
    .filter((one) => !reached.has(one.key))
    .map((one) => `C1: no way leads to an end from here [${one.path.join(', ')}]`);
}
