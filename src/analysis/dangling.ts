/** Mentions of something that does not exist. */
import type { Feature, PlanText, SpecText, TasksText } from './feature.js';
import { type DocumentName, type Finding, findingAt } from './finding.js';
import { requirementIds } from './references.js';

/** Requirement ids, stories and tasks that are named and nowhere defined. */
export function danglingReferences({ spec, plan, tasks }: Feature): readonly Finding[] {
  return [
    ...(spec === null ? [] : unknownRequirements(spec, plan, tasks)),
    ...(spec === null || tasks === null ? [] : unknownStories(spec, tasks)),
    ...(tasks === null ? [] : unknownTasks(tasks)),
  ];
}

/** `003 FR-020`, `specs/003-…/spec.md FR-020`, `per the parser's spec FR-020`: what stands before it says whose it is. */
const OTHER_FEATURE =
  /(?:(?<![\w-])(?:specs\/)?\d{3}(?:-[a-z][\w-]*)?(?:\/spec\.md)?(?:['’]s)?(?:\s+spec)?|\w['’]s\s+spec|\bother\s+spec|\bconstitution(?:['’]s)?|\b(?:per|with|from|of)\s+(?!the\b|this\b|our\b)[a-z][\w-]+\s+spec)[\s`*("§:]*$/i;
/** A feature's number in the same line a little earlier: "byte identity as in 003 (SC-007)"; a path or a date is none. */
const NUMBER_BEFORE = /(?<![\w/.-])\d{3}(?:-[a-z][\w-]*)?(?:['’]s)?(?![\w/.-])[^.;]{0,60}$/;
const IDS_BEFORE = /(?:(?:N?FR|SC)-[A-Z]*-?\d+[a-z]?[\s`*]*(?:[/,–—-]|and|to|through)[\s`*]*)+$/;

function unknownRequirements(
  spec: SpecText,
  plan: PlanText | null,
  tasks: TasksText | null,
): readonly Finding[] {
  const prefixesOf = (ids: readonly string[]) => new Set(ids.map((id) => id.replace(/\d+[a-z]?$/, '')));
  const defined = new Set(
    [...spec.requirements, ...spec.success_criteria, ...spec.duplicate_ids].map(({ id }) => id),
  );
  // A specification without ids of a kind leaves nothing to compare with.
  const prefixes = prefixesOf([...defined]);
  const documents: readonly (readonly [DocumentName, SpecText['prose']])[] = [
    ['tasks.md', tasks?.prose ?? []],
    ['plan.md', plan?.prose ?? []],
    ['spec.md', spec.prose],
  ];
  const mentions = documents.flatMap(([document, prose]) =>
    prose.flatMap(({ text, line }) =>
      requirementIds(text)
        .filter(
          (id) => !defined.has(id) && prefixes.has(id.replace(/\d+[a-z]?$/, '')) && !isSplit(id, defined),
        )
        .map((id) => ({ document, id, line, prose })),
    ),
  );
  const foreign = new Set(mentions.filter(isForeign).map(({ id }) => id));
  const first = new Map<string, Finding>();
  for (const { document, id, line } of mentions) {
    if (foreign.has(id) || first.has(`${document} ${id}`)) continue;
    first.set(
      `${document} ${id}`,
      findingAt(document, line, {
        severity: 'HIGH',
        type: 'Inconsistency',
        message: `${id} is named here, but spec.md does not define it`,
        recommendation: `Name the requirement that is meant, or have the specification define ${id}.`,
      }),
    );
  }
  return [...first.values()];
}

/** Looks at the line before too: sentences are wrapped. */
function isForeign({ prose, line, id }: { prose: SpecText['prose']; line: number; id: string }): boolean {
  const at = prose.findIndex((each) => each.line === line && each.text.includes(id));
  const text = prose[at]?.text ?? '';
  const above = prose[at - 1]?.line === line - 1 ? (prose[at - 1]?.text ?? '') : '';
  const left = text.slice(0, Math.max(0, text.indexOf(id)));
  const before = `${above} ${left}`.slice(-120).replace(IDS_BEFORE, '');
  return at >= 0 && (OTHER_FEATURE.test(before) || NUMBER_BEFORE.test(left));
}

/** `FR-012` where the specification has `FR-012a`, and `FR-012a` where it has `FR-012`. */
function isSplit(id: string, defined: ReadonlySet<string>): boolean {
  const plain = id.replace(/[a-z]$/, '');
  return plain === id
    ? ['a', 'b', 'c', 'd', 'e', 'f'].some((letter) => defined.has(id + letter))
    : defined.has(plain);
}

function unknownStories(spec: SpecText, tasks: TasksText): readonly Finding[] {
  const known = new Set(spec.user_stories.map(({ number }) => number));
  // A specification whose stories are not numbered says nothing about numbers.
  if (known.size === 0) return [];
  const seen = new Set<string>();
  return tasks.tasks.flatMap((task) =>
    task.stories.flatMap((story) => {
      const number = Number(/\d+/.exec(story)?.[0] ?? Number.NaN);
      if (Number.isNaN(number) || known.has(number) || seen.has(story)) return [];
      seen.add(story);
      return [
        findingAt('tasks.md', task.line, {
          severity: 'HIGH',
          type: 'Inconsistency',
          message: `${task.id} belongs to ${story}, but spec.md has no User Story ${number}`,
          recommendation: `Give the task the label of a story that exists, or have the specification add User Story ${number}.`,
        }),
      ];
    }),
  );
}

const TASK_NUMBER = /(?<![\w-])T(\d{3,4})(?![\w.])/g;

function unknownTasks({ tasks, diagnostics, prose }: TasksText): readonly Finding[] {
  if (tasks.length === 0) return [];
  const numbers = new Set(tasks.flatMap(({ id, aliases }) => [id, ...aliases].map(numberOf)));
  const last = Math.max(...numbers);
  const seen = new Set<number>();
  const mentioned = prose.flatMap(({ text, line }) => {
    const unknown = [...text.matchAll(TASK_NUMBER)].map((match) => Number(match[1]));
    // Beyond the last number nothing can have been renumbered or taken out on purpose.
    return unknown
      .filter((number) => !numbers.has(number) && number > last)
      .map((number) => ({ number, line }));
  });
  const stated = diagnostics.filter(({ kind }) => kind === 'unknown_dependency');
  const lines = new Set(stated.map(({ line }) => line));
  return [
    ...stated.map(({ line, message }) => dangling(line, message)),
    ...mentioned.flatMap(({ number, line }) => {
      if (lines.has(line) || seen.has(number)) return [];
      seen.add(number);
      const id = `T${String(number).padStart(3, '0')}`;
      return [dangling(line, `${id} is named here, but no task has this id`)];
    }),
  ];
}

function numberOf(id: string): number {
  return Number(/\d+/.exec(id)?.[0] ?? Number.NaN);
}

function dangling(line: number, message: string): Finding {
  return findingAt('tasks.md', line, {
    severity: 'HIGH',
    type: 'Inconsistency',
    message,
    recommendation: 'Name a task of this list, or add the task that is meant.',
  });
}
