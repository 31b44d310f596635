import type { AgentName } from '../domain/workflows.js';
import type { SelectableTask } from './candidates.js';

/** What backends can declare. Languages and the like may be declared beside these. */
export const CAPABILITIES = [
  'specification',
  'research',
  'planning',
  'analysis',
  'coding',
  'testing',
  'review',
  'e2e',
  'documentation',
  'issues',
] as const;

type Capability = (typeof CAPABILITIES)[number];

const NEEDS: Readonly<Record<AgentName, readonly Capability[]>> = {
  specify: ['specification'],
  clarify: ['specification'],
  research: ['research'],
  plan: ['planning'],
  checklist: ['specification'],
  tasks: ['planning'],
  analyze: ['analysis'],
  implement: ['coding'],
  test: ['testing'],
  review: ['review'],
  'e2e-test-builder': ['e2e'],
  'e2e-test-fixer': ['e2e'],
  taskstoissues: ['issues'],
};

/** A task of tasks.md, as far as its kind shows in it. */
export interface DescribedTask {
  readonly id: string;
  readonly files: readonly string[];
  readonly is_critical?: boolean;
}

type Kind = 'tests' | 'documentation' | 'code';

const PREFERRED: Readonly<Record<Kind, readonly Capability[]>> = {
  tests: ['testing'],
  documentation: ['documentation'],
  code: [],
};

/**
 * Derives what selection needs from the agent to play and, for `implement`, the tasks of the assignment: the type that
 * success rates are kept by, and capabilities. Pass `tried` from the assignment's earlier attempts.
 */
export function traitsOf(
  agent: AgentName,
  tasks: readonly DescribedTask[] = [],
  tried: readonly string[] = [],
): SelectableTask {
  const kind = agent === 'implement' ? kindOf(tasks.flatMap((task) => task.files)) : 'code';
  const critical = tasks.some((task) => task.is_critical);
  return {
    id: tasks[0]?.id ?? agent,
    task_type: kind === 'code' ? agent : `${agent}/${kind}`,
    required_capabilities: NEEDS[agent],
    preferred_capabilities: PREFERRED[kind],
    ...(critical ? { priority: 'critical' } : {}),
    tried,
  };
}

/** What all files have in common; a single file of code makes it code. */
function kindOf(files: readonly string[]): Kind {
  if (files.length === 0) return 'code';
  if (files.every(isTest)) return 'tests';
  return files.every(isDocument) ? 'documentation' : 'code';
}

function isTest(path: string): boolean {
  return (
    /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\//i.test(path) ||
    /(?:[._-](?:test|spec)|_test)\.\w+$/i.test(path)
  );
}

function isDocument(path: string): boolean {
  return /(?:^|\/)docs?\//i.test(path) || /\.(?:md|mdx|rst|adoc|txt)$/i.test(path);
}
