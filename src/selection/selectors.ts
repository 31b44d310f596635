/** The seed's ways to override selection: rules as data, or a function. */
import type { Candidate, ScoredCandidate, SelectableTask } from './candidates.js';

/** Rules that fit into a configuration file. */
export interface SelectorRules {
  /** Local backends go before all others. */
  readonly prefer_local?: boolean;
  readonly exclude_agents?: readonly string[];
  /** Backends to prefer, best first, by a task's priority, type or agent. */
  readonly priority_map?: Readonly<Record<string, readonly string[]>>;
}

/** Names one backend, several with the best first, or null to leave the choice to the score. */
type SelectorFunction = (
  task: SelectableTask,
  ranked: readonly ScoredCandidate[],
) => string | readonly string[] | null;

export type Selector = SelectorRules | SelectorFunction;

/** Which of the rules puts a backend where it is: lower goes first, equal leaves it to the score. */
export function ruleRank(rules: SelectorRules, task: SelectableTask, candidate: Candidate): number {
  const listed = preferredFor(rules, task);
  const place = listed.indexOf(candidate.id);
  const remote = rules.prefer_local === true && candidate.local !== true ? 1 : 0;
  return (place < 0 ? listed.length : place) * 2 + remote;
}

/** True where the rules have anything to say on the order for this task. */
export function ordersAnything(rules: SelectorRules, task: SelectableTask): boolean {
  return rules.prefer_local === true || preferredFor(rules, task).length > 0;
}

function preferredFor({ priority_map = {} }: SelectorRules, task: SelectableTask): readonly string[] {
  const [agent = ''] = task.task_type.split('/');
  for (const key of [task.priority, task.task_type, agent]) {
    const found = key !== undefined && Object.hasOwn(priority_map, key) ? priority_map[key] : undefined;
    if (found !== undefined) return found;
  }
  return [];
}
