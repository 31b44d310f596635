import type { Candidate, ScoredCandidate, SelectableTask } from './candidates.js';
import { ruleRank, type SelectorRules } from './selectors.js';

/** Orders scored candidates: untried ones first, then by rule (null: there is none), then by score, then as given. */
export function rank(
  task: SelectableTask,
  candidates: readonly Candidate[],
  scored: readonly ScoredCandidate[],
  rules: SelectorRules | null,
): ScoredCandidate[] {
  const { tried = [] } = task;
  if (tried.length === 0 && rules === null) return byScore(scored);
  const entries = scored.map((one, i) => {
    const candidate = candidates[i];
    return {
      one,
      tried: tried.filter((id) => id === one.agent_id).length,
      // Among those tried as often, the one that failed just now is asked last.
      latest: tried.lastIndexOf(one.agent_id),
      rule: rules === null || candidate === undefined ? 0 : ruleRank(rules, task, candidate),
    };
  });
  entries.sort(
    (a, b) => a.tried - b.tried || a.latest - b.latest || a.rule - b.rule || b.one.score - a.one.score,
  );
  return entries.map((entry) => entry.one);
}

/** Insertion sort: stable, and for a handful of candidates quicker than the built-in one. */
function byScore(scored: readonly ScoredCandidate[]): ScoredCandidate[] {
  const ranked: ScoredCandidate[] = [];
  for (const one of scored) {
    let at = ranked.length;
    for (
      let before = ranked[at - 1];
      before !== undefined && before.score < one.score;
      before = ranked[at - 1]
    ) {
      ranked[at] = before;
      at--;
    }
    ranked[at] = one;
  }
  return ranked;
}

/** Puts what a selector function named in front; an answer that names no candidate is its author's mistake. */
export function reorder(
  ranked: readonly ScoredCandidate[],
  named: string | readonly string[] | null,
): readonly ScoredCandidate[] | string {
  if (named === null) return ranked;
  const ids = typeof named === 'string' ? [named] : named;
  const chosen = ids.flatMap((id) => ranked.find((one) => one.agent_id === id) ?? []);
  if (chosen.length === 0) {
    const known = ranked.map((one) => one.agent_id).join(', ');
    return `expected the selector to name one of ${known}, or null; received ${JSON.stringify(named)}. Correct the selector`;
  }
  return [...new Set([...chosen, ...ranked])];
}
