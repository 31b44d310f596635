import type { Dependency } from './graph.js';

/** What a drawing needs to know of a task. */
export interface DrawnTask {
  readonly id: string;
  readonly description: string;
  readonly phase?: string | null;
  readonly done?: boolean;
}

const LONGEST_LABEL = 60;

/** Draws a task graph as a Mermaid flowchart, one box per phase; implicit dependencies are dotted. */
export function toMermaid(graph: {
  readonly tasks: readonly DrawnTask[];
  readonly dependencies: readonly Dependency[];
}): string {
  const node = new Map(graph.tasks.map((task, i) => [task.id, `t${i}`]));
  const lines = ['flowchart TD'];
  const phases = byPhase(graph.tasks);
  let box = 0;
  for (const [phase, tasks] of phases) {
    const drawn = tasks.map((task) => {
      const text = task.description === '' ? task.id : `${task.id}: ${task.description}`;
      return `${node.get(task.id) ?? ''}["${label(text)}"]${task.done ? ':::done' : ''}`;
    });
    if (phase === null) lines.push(...drawn.map((line) => `  ${line}`));
    else
      lines.push(`  subgraph p${box++}["${label(phase)}"]`, ...drawn.map((line) => `    ${line}`), '  end');
  }
  for (const { from, to, kind } of graph.dependencies) {
    const [first, second] = [node.get(from), node.get(to)];
    if (first && second) lines.push(`  ${first} ${kind === 'explicit' ? '-->' : '-.->'} ${second}`);
  }
  lines.push('  classDef done fill:#d4edda,stroke:#28a745,color:#155724', '');
  return lines.join('\n');
}

function byPhase(tasks: readonly DrawnTask[]): Map<string | null, DrawnTask[]> {
  const phases = new Map<string | null, DrawnTask[]>();
  for (const task of tasks) {
    const phase = task.phase ?? null;
    const list = phases.get(phase);
    if (list) list.push(task);
    else phases.set(phase, [task]);
  }
  return phases;
}

/** Makes any text safe between the quotes of a label: signs that Mermaid or HTML could read become entities. */
function label(text: string): string {
  const characters = Array.from(text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim());
  const short =
    characters.length > LONGEST_LABEL ? [...characters.slice(0, LONGEST_LABEL - 1), '…'] : characters;
  // A number and a dot in front would be read as a list.
  const list = /^\d+(?=[.)])/.exec(short.join(''))?.[0].length ?? -1;
  return short
    .map((c, i) => (i !== list && /[\p{L}\p{N} .,:…–—_/()+-]/u.test(c) ? c : `#${c.codePointAt(0)};`))
    .join('');
}
