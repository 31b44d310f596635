import type { AgentError, IssueToFix } from '../domain/contract.js';
import { AGENTS, type AgentName } from '../domain/workflows.js';
import { issuesOf } from './feedback.js';

/** The agents to which findings of analyze go back. */
export type Planner = 'specify' | 'clarify' | 'plan' | 'tasks';

/** Kinds of findings, by the words of their type: what the seed's table "Feedback Triggers" names, and what is close to it. */
const BY_TYPE: readonly (readonly [RegExp, Planner])[] = [
  [/coverage|uncovered|\btasks?\b|dependenc|\bcycl/i, 'tasks'],
  [/\bplan|architect|data[ -]?model|contract|technolog|tech stack/i, 'plan'],
  [/ambig|unclear|clarif|underspecif|vague/i, 'clarify'],
  [/\bspec|requirement|user stor/i, 'specify'],
];
const BY_LOCATION: readonly (readonly [RegExp, Planner])[] = [
  [/tasks\.md/i, 'tasks'],
  [/(plan|data-model|research|quickstart)\.md|contracts\//i, 'plan'],
  [/spec\.md/i, 'specify'],
];

/**
 * Sorts the findings of analyze by the agent that can mend them: the one that analyze suggests, else for each finding the
 * one that it names, else by its type, its place or its words. Earliest agent first.
 */
export function routeFindings(error: AgentError): ReadonlyMap<Planner, readonly IssueToFix[]> {
  const suggested = planner(error.suggested_action?.agent);
  const issues = issuesOf(error);
  if (suggested !== null) return new Map([[suggested, issues]]);
  const targets = issues.map((issue) => targetOf(issue));
  const earliestFirst = AGENTS.flatMap((agent) => planner(agent) ?? []);
  return new Map(
    earliestFirst
      .map((agent) => [agent, issues.filter((_, index) => targets[index] === agent)] as const)
      .filter(([, own]) => own.length > 0),
  );
}

function targetOf(issue: IssueToFix): Planner {
  return (
    planner(issue.target) ??
    match(BY_TYPE, issue.type) ??
    match(BY_LOCATION, issue.location ?? '') ??
    match(BY_TYPE, issue.message) ??
    'specify'
  );
}

function match(rows: readonly (readonly [RegExp, Planner])[], text: string): Planner | null {
  return rows.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

function planner(agent: AgentName | null | undefined): Planner | null {
  return agent === 'specify' || agent === 'clarify' || agent === 'plan' || agent === 'tasks' ? agent : null;
}
