import { allow } from './breaker.js';
import type { Candidate, SelectableTask } from './candidates.js';
import type { Rejection, Selection, SelectionContext } from './selection.js';
import type { SelectorRules } from './selectors.js';

/** Somebody who could do the task, but not now. */
interface Later {
  readonly id: string;
  /** Null for one that is merely busy: it may be free at any moment. */
  readonly until: string | null;
}

export interface Sifted {
  readonly eligible: readonly Candidate[];
  /** Of the eligible ones, those whose breaker lets a single task through. */
  readonly probes: readonly string[];
  readonly later: readonly Later[];
  readonly rejected: readonly Rejection[];
}

/** Parts the candidates into those that can start now, those that can later, and the rest, with reasons. */
export function sift(
  task: SelectableTask,
  candidates: readonly Candidate[],
  rules: SelectorRules,
  { now, breakers = {} }: SelectionContext,
): Sifted {
  const eligible: Candidate[] = [];
  const probes: string[] = [];
  const later: Later[] = [];
  const rejected: Rejection[] = [];
  for (const candidate of candidates) {
    const { id, active = 0, max_parallel } = candidate;
    const refused = refusal(task, candidate, rules);
    if (refused !== null) {
      rejected.push({ agent_id: id, reason: refused });
      continue;
    }
    const breaker = Object.hasOwn(breakers, id) ? breakers[id] : undefined;
    const passage = breaker === undefined ? null : allow(breaker, now);
    if (passage?.kind === 'blocked') {
      later.push({ id, until: passage.until });
      rejected.push({ agent_id: id, reason: `it kept failing and is left alone until ${passage.until}` });
    } else if (max_parallel !== undefined && active >= max_parallel) {
      later.push({ id, until: null });
      rejected.push({ agent_id: id, reason: `it works on ${active} of at most ${max_parallel} tasks` });
    } else {
      if (passage?.kind === 'probe') probes.push(id);
      eligible.push(candidate);
    }
  }
  return { eligible, probes, later, rejected };
}

/** The answer where nobody can start: when somebody can, or that nobody ever can and what to do about it. */
export function nobody(task: SelectableTask, { later, rejected }: Sifted): Selection {
  const why = rejected.map(({ agent_id, reason }) => `${agent_id}: ${reason}`).join('; ');
  if (later.length === 0) {
    const needs = task.required_capabilities.join(', ') || 'nothing in particular';
    const received = `received none that can do it${why ? ` (${why})` : ''}`;
    const reason = `expected a backend for ${task.id} (needs ${needs}), ${received}. Configure one under \`backends\``;
    return { kind: 'none', reason, rejected };
  }
  return {
    kind: 'wait',
    until: earliest(later),
    reason: `no backend for ${task.id} is free now (${why})`,
    rejected,
  };
}

function earliest(later: readonly Later[]): string | null {
  let first: string | null = null;
  for (const { until } of later) {
    if (until === null) return null;
    if (first === null || Date.parse(until) < Date.parse(first)) first = until;
  }
  return first;
}

function refusal(task: SelectableTask, candidate: Candidate, rules: SelectorRules): string | null {
  if (candidate.available === false) return 'it is not available here';
  if (rules.exclude_agents?.includes(candidate.id)) return 'exclude_agents names it';
  if (task.required_capabilities.every((name) => candidate.capabilities.includes(name))) return null;
  const missing = task.required_capabilities.filter((name) => !candidate.capabilities.includes(name));
  return `it lacks ${missing.join(', ')}`;
}
