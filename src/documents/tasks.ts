import { readDependencies } from './dependencies.js';
import { readEntries, type TaskEntry } from './entries.js';
import { filesIn } from './files.js';
import { type Identified, identify } from './identify.js';
import { refusalOf } from './limits.js';
import { readPhases } from './phases.js';
import type { Diagnostic, Task } from './types.js';

/** The tasks of a tasks.md in document order, and everything in it that was not plainly readable. */
export interface ParsedTasks {
  readonly tasks: Task[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads a Spec Kit tasks.md. Dependencies, explicit and implicit, are resolved to ids and free of cycles; what looks
 * like a task and cannot be read as one is named in a diagnostic with its line.
 */
export function parseTasks(markdown: string): ParsedTasks {
  const refusal = refusalOf(markdown);
  if (refusal !== null) return { tasks: [], diagnostics: [refusal] };
  const document = readEntries(markdown);
  const diagnostics: Diagnostic[] = [...document.diagnostics];
  const identified = identify(document.tasks, diagnostics);
  const entries = identified.map(({ entry }) => entry);
  const files = entries.map(filesOf);
  const phases = readPhases(entries);
  const ids = identified.map((each) => each.ids);
  const dependencies = readDependencies({ ...document, tasks: entries }, ids, files, phases);
  const phaseOf: (string | null)[] = [];
  for (const phase of phases) for (const task of phase.tasks) phaseOf[task] = phase.title;

  diagnostics.push(...remarks(identified, document.prose), ...dependencies.diagnostics);
  diagnostics.sort((a, b) => a.line - b.line);
  const tasks = identified.map(({ entry, ids: [id, ...aliases] }, i): Task => {
    const needs = dependencies.needs[i] ?? [];
    const idsOf = (list: typeof needs) => list.map((need) => ids[need.task]?.[0] ?? '');
    return {
      id,
      aliases,
      description: entry.head.text,
      phase: phaseOf[i] ?? null,
      story: entry.head.stories[0] ?? null,
      stories: entry.head.stories,
      parallel: entry.head.parallel,
      done: isDone(entry),
      skipped: isSkipped(entry),
      files: files[i] ?? [],
      line: entry.line,
      depends_on: idsOf(needs),
      explicit_depends_on: idsOf(needs.filter((need) => need.explicit)),
      tags: entry.head.tags,
    };
  });
  return { tasks, diagnostics };
}

function isDone(entry: TaskEntry): boolean {
  if (entry.mark !== null) return /^[xX✅✔✓☑]/u.test(entry.mark);
  return /^(?:✅|✔️?|☑️?)|(?:✅|✔️?|☑️?)$/u.test(entry.head.text);
}

function isSkipped(entry: TaskEntry): boolean {
  if (isDone(entry)) return false;
  const crossed = entry.mark !== null && /^[-–—~❌✗✘🚫]/u.test(entry.mark);
  return entry.mark === '-' || entry.head.struck === 'all' || (crossed && entry.head.struck === 'beginning');
}

/** The files of the task's own line; where it names none, those of the lines below it. */
function filesOf(entry: TaskEntry): string[] {
  const own = filesIn(entry.head.text);
  if (own.length > 0) return own;
  return [...new Set(entry.details.flatMap(filesIn))];
}

function remarks(
  identified: readonly Identified[],
  prose: readonly { text: string; line: number }[],
): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { entry, ids } of identified) {
    const state = isDone(entry) ? 'done' : isSkipped(entry) ? 'withdrawn' : 'not done';
    if (entry.mark !== null && !/^[ xX]$/.test(entry.mark)) {
      found.push({
        line: entry.line,
        kind: 'unusual_mark',
        severity: 'info',
        message: `Expected [ ] or [X] in front of ${ids[0]}, found [${entry.mark}]; it is read as ${state}.`,
      });
    }
    if (entry.head.struck !== 'none') {
      found.push({
        line: entry.line,
        kind: 'struck_out',
        severity: 'info',
        message: `Expected plain text for ${ids[0]}, found it struck out; it is read as ${state}.`,
      });
    }
  }
  if (identified.length === 0) {
    const bullet = prose.find(({ text }) => /^(?:\*\*|\[P\]\s*)*T-?\d+\b/.test(text));
    found.push({
      line: bullet?.line ?? 0,
      kind: 'no_tasks',
      severity: 'warning',
      message: `Expected tasks such as "- [ ] T001 …", found ${bullet ? `ids without a checkbox, as in "${bullet.text.slice(0, 40)}"` : 'none'}. Run the tasks step, or add checkboxes.`,
    });
  }
  return found;
}
