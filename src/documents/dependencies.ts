import { type AcyclicGraph, isExplicit, STRENGTH } from '../scheduling/acyclic.js';
import { describeCycle } from '../scheduling/graph.js';
import type { Entries, Prose, Section, TaskEntry } from './entries.js';
import { isPlanningDocument } from './files.js';
import { addPhaseBarriers, addPhaseOrder, beginningsOf, type Clash, endsOf, link } from './implied.js';
import { type Phase, phasesInOrder } from './phases.js';
import { createPlanGraph } from './plan-graph.js';
import type { Reference } from './references.js';
import { type Relation, readRelations } from './relations.js';
import { createResolver, type Resolver } from './resolve.js';
import type { Diagnostic } from './types.js';

/** What each task needs, by index, and what was noticed on the way. */
export interface Dependencies {
  readonly needs: readonly { readonly task: number; readonly explicit: boolean }[][];
  readonly diagnostics: Diagnostic[];
}

/** A relation with the line that states it and the task or phase that it is about. */
interface Statement {
  readonly relation: Relation;
  readonly line: number;
  readonly self: readonly number[];
  /** Stated on the line of a single task. */
  readonly ofTask: boolean;
}

const DEPENDENCY_SECTION =
  /(?<!in)depend|execution order|^prerequisites\b|sequenc|critical path|parallel (?:opportunit|execution$)|task (?:graph|order)|依存|依赖|依賴|実行順|执行顺序|執行順序|의존|실행 순서|dépend|abhängig|reihenfolge|orden de ejec|ordre d.ex|ordem de exec|завис|zależn/i;
const OTHER_SECTION =
  /strategy|example|notes?\b|team|coverage|summary|format|suggested|recommended|delivery|cross-spec/i;
const ABOUT_PHASE =
  /^[\s*_>-]*(?:depend(?:s|encies|ency)?\b|prerequisites?\b|blocked\b|blocks\b|requires?\b|依存|依赖|의존|dépend|depende|abhängig)/i;
const DETAIL =
  /d[ée]pend|\bdeps?\b|blocked|blocks|prerequisite|abhängig|依存|依赖|依賴|의존|завис|zależ|^[\s*_`]*(?:after|requires?|needs|waits? (?:for|on))[\s*_`]*:/i;

/** Reads explicit dependencies and derives implicit ones, without cycles, for entries with their final ids. */
export function readDependencies(
  document: Entries,
  ids: readonly (readonly string[])[],
  files: readonly (readonly string[])[],
  phases: readonly Phase[],
): Dependencies {
  const entries = document.tasks;
  const resolver = createResolver(ids, entries, phases);
  const ordered = phasesInOrder(phases);
  const graph = createPlanGraph(ordered, entries.length);
  const named = entries.map((entry, i) => ({ id: ids[i]?.[0] ?? '', line: entry.line }));
  const diagnostics: Diagnostic[] = [];

  const statements = [...taskStatements(entries), ...sectionStatements(document.prose, phases)];
  const whole: Resolution[] = [];
  for (const statement of statements) {
    const resolution = resolveStatement(statement, resolver, phases, named, diagnostics);
    if (!resolution) continue;
    if (resolution.whole) whole.push(resolution);
    else addPairs(graph, resolution);
  }
  const shared = files.map((list) => list.filter((file) => !isPlanningDocument(file)));
  const waits = readWaits(entries, resolver);
  const clashes = phases.flatMap((phase) => addPhaseOrder(graph, phase, entries, shared, waits));
  for (const { subject, object } of whole) {
    link(graph, beginningsOf(graph, subject), endsOf(graph, object), STRENGTH.said);
  }
  const barriers = addPhaseBarriers(graph, ordered, shared);
  diagnostics.push(
    ...graph.broken.map((cycle) => describeCycle(cycle, named)),
    ...[...clashes, ...barriers.clashes].map((clash) => describeClash(clash, named)),
    ...barriers.dense.map((hub) => describeHub(named[hub])),
  );
  const needs: { task: number; explicit: boolean }[][] = entries.map(() => []);
  for (const edge of graph.edges()) needs[edge.from]?.push({ task: edge.to, explicit: isExplicit(edge) });
  for (const list of needs) list.sort((a, b) => a.task - b.task);
  return { needs, diagnostics };
}

interface Resolution {
  readonly subject: number[];
  readonly object: number[];
  readonly whole: boolean;
  readonly chain: boolean;
}

function resolveStatement(
  { relation, line, self, ofTask }: Statement,
  resolver: Resolver,
  phases: readonly Phase[],
  named: readonly { id: string }[],
  diagnostics: Diagnostic[],
): Resolution | null {
  const side = (references: readonly Reference[] | null, before?: number) =>
    references ? resolver.resolve(references, before) : { tasks: [...self], unknown: [], whole: !ofTask };
  const subject = side(relation.subject);
  const object = side(relation.object, subject.tasks[0]);
  for (const id of new Set([...subject.unknown, ...object.unknown])) {
    const owner = ofTask ? (named[self[0] ?? -1]?.id ?? 'the task') : 'the text';
    diagnostics.push({
      line,
      kind: 'unknown_dependency',
      severity: 'warning',
      message: `Expected ${owner} to name tasks of this list, found ${id}, which is none of them; it is left out.`,
    });
  }
  const chain = relation.subject !== null && relation.subject === relation.object;
  if (chain) return { subject: subject.tasks, object: [], whole: false, chain };
  // "US1 → T004, T005" lists a story's own tasks; it states no order.
  const needed = new Set(object.tasks);
  if (subject.tasks.every((task) => needed.has(task))) {
    if (ofTask && !object.whole && object.tasks.length === 1)
      diagnostics.push(dependsOnItself(line, named[self[0] ?? -1]?.id));
    return null;
  }
  const from = subject.whole ? outside(subject.tasks, needed, phases) : subject.tasks;
  const waiting = from.filter((task) => !needed.has(task));
  const whole = subject.whole || object.whole || waiting.length * object.tasks.length > 400;
  return object.tasks.length === 0 ? null : { subject: waiting, object: object.tasks, whole, chain };
}

/** "T004 blocks all stories", said of a task inside one: its own phase is not meant. */
function outside(
  subject: readonly number[],
  object: ReadonlySet<number>,
  phases: readonly Phase[],
): number[] {
  if (!subject.some((task) => object.has(task))) return [...subject];
  const holds = phases.filter((phase) => phase.tasks.some((task) => object.has(task)));
  const own = new Set(holds.flatMap((phase) => phase.tasks));
  return subject.filter((task) => !own.has(task));
}

function addPairs(graph: AcyclicGraph, { subject, object, chain }: Resolution): void {
  const strength = STRENGTH.saidOfTask;
  if (chain)
    subject.slice(1).forEach((from, i) => void graph.add({ from, to: subject[i] ?? from, strength }));
  else link(graph, subject, object, strength);
}

function taskStatements(entries: readonly TaskEntry[]): Statement[] {
  return entries.flatMap((entry, i) => {
    const labels = entry.head.tags.filter((tag) => DETAIL.test(tag));
    const texts = [
      entry.head.text,
      ...labels,
      ...joinLists(entry.details).filter((text) => DETAIL.test(text)),
    ];
    return texts.flatMap((text) =>
      readRelations(withoutStruck(text), 'task').map((relation) => ({
        relation,
        line: entry.line,
        self: [i],
        ofTask: true,
      })),
    );
  });
}

/** Puts the ids of a list behind the words that announce it: "Dependencies:", then "T001", then "T002". */
function joinLists(details: readonly string[]): string[] {
  const joined: string[] = [];
  let open = false;
  for (const text of details) {
    if (open && /^[*_`\s]*T-?\d/.test(text))
      joined.push(`${joined.pop() ?? ''} ${text.split(/[—–:(]| - /)[0] ?? ''},`);
    else {
      open = DETAIL.test(text) && /[:：][*_\s]*$/.test(text);
      joined.push(text);
    }
  }
  return joined;
}

function sectionStatements(prose: readonly Prose[], phases: readonly Phase[]): Statement[] {
  const phaseOf = new Map(phases.map((phase) => [phase.section, phase]));
  return prose.flatMap(({ text, line, section }) => {
    const clean = withoutStruck(text);
    const statement = (relation: Relation, self: readonly number[]) => ({
      relation,
      line,
      self,
      ofTask: false,
    });
    if (isAboutOrder(section, phaseOf))
      return readRelations(clean, 'section').map((relation) => statement(relation, []));
    const phase = section ? phaseOf.get(section) : undefined;
    if (!phase || !ABOUT_PHASE.test(clean)) return [];
    return readRelations(clean, 'task').map((relation) => statement(relation, phase.tasks));
  });
}

/** True below a heading about dependencies; a heading with tasks of its own is never one. */
function isAboutOrder(section: Section | null, phases: ReadonlyMap<Section | null, Phase>): boolean {
  for (let each = section; each; each = each.parent) {
    if (phases.has(each)) return false;
    if (each.depth === 1 && each.parent === null && each !== section) return false;
    if (DEPENDENCY_SECTION.test(each.text)) return true;
    if (OTHER_SECTION.test(each.text)) return false;
  }
  return false;
}

function readWaits(entries: readonly TaskEntry[], resolver: Resolver): Map<number, number[]> {
  const waits = new Map<number, number[]>();
  entries.forEach((entry, i) => {
    if (entry.waits.length === 0) return;
    const objects = entry.waits
      .flatMap(({ text }) => readRelations(text, 'task'))
      .flatMap((each) => each.object ?? []);
    const named = resolver.resolve(objects.filter((reference) => reference.kind === 'task')).tasks;
    waits.set(
      i,
      named.filter((task) => task < i),
    );
  });
  return waits;
}

function withoutStruck(text: string): string {
  return text.replace(/~~[^~]*~~/g, ' ');
}

function dependsOnItself(line: number, id = ''): Diagnostic {
  return {
    line,
    kind: 'cycle',
    severity: 'error',
    message: `Expected ${id} to depend on other tasks, found ${id} → ${id}; it is left out. Name the task that was meant.`,
  };
}

function describeClash(
  { file, first, second }: Clash,
  named: readonly { id: string; line: number }[],
): Diagnostic {
  const [a, b] = [named[first], named[second]];
  return {
    line: b?.line ?? 0,
    kind: 'parallel_conflict',
    severity: 'info',
    message: `Expected tasks that may run at the same time to change different files, found ${file} in ${a?.id ?? ''} and ${b?.id ?? ''}; ${b?.id ?? ''} runs after ${a?.id ?? ''}.`,
  };
}

function describeHub(task: { id: string; line: number } | undefined): Diagnostic {
  return {
    line: task?.line ?? 0,
    kind: 'dense_phase',
    severity: 'info',
    message: `Expected a phase boundary of fewer task pairs, found more than ${MOST_PAIRS_TEXT}; the tasks of this phase wait for ${task?.id ?? ''}, which waits for the phase before.`,
  };
}

const MOST_PAIRS_TEXT = '10,000';
