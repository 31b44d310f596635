import { type Candidate, DEFAULT_WEIGHTS, type ScoredCandidate, type SelectableTask } from './candidates.js';
import { type BackendHistory, evidence } from './history.js';
import { rank, reorder } from './rank.js';
import { scoreCandidates } from './score.js';
import type { Selection, SelectionContext } from './selection.js';
import { ordersAnything, type SelectorRules } from './selectors.js';
import { nobody, type Sifted, sift } from './sift.js';

const FALLBACKS = 2;
/** A runner-up that is so far behind is no rival. */
const CLEAR_LEAD = 0.2;
/** Outcomes after which half of what can be known is known. */
const HALF_KNOWN = 3;

const NO_RULES: SelectorRules = {};

/** Chooses the backend for a task: capable, reachable and free ones by score, ties in the order given. */
export function selectBackend(
  task: SelectableTask,
  candidates: readonly Candidate[],
  context: SelectionContext,
): Selection {
  const { history, selector, weights = DEFAULT_WEIGHTS } = context;
  const rules = typeof selector === 'function' ? NO_RULES : (selector ?? NO_RULES);
  const sifted = sift(task, candidates, rules, context);
  const { eligible, probes, rejected } = sifted;
  if (eligible.length === 0) return nobody(task, sifted);
  const scored = scoreCandidates(task, eligible, history, weights);
  const ruled = rules !== NO_RULES && ordersAnything(rules, task);
  const ranked = rank(task, eligible, scored, ruled ? rules : null);
  const named = typeof selector === 'function' ? selector(task, ranked) : null;
  const order = reorder(ranked, named);
  if (typeof order === 'string') return { kind: 'none', reason: order, rejected };
  const [best] = order;
  if (best === undefined) return nobody(task, sifted);
  return {
    kind: 'selected',
    agent_id: best.agent_id,
    confidence_score: confidence(task, order, history, named !== null || ruled),
    fallback_agents: fallbacks(order, sifted),
    probe: probes.includes(best.agent_id),
    scores: order,
    rejected,
  };
}

/** The runners-up, and where there are too few, those that could help later. */
function fallbacks(order: readonly ScoredCandidate[], { later }: Sifted): string[] {
  const found: string[] = [];
  for (let i = 1; i < order.length && found.length < FALLBACKS; i++) found.push(order[i]?.agent_id ?? '');
  for (const { id } of later) if (found.length < FALLBACKS) found.push(id);
  return found;
}

function confidence(
  task: SelectableTask,
  order: readonly ScoredCandidate[],
  history: BackendHistory,
  ruled: boolean,
): number {
  const [best, second] = order;
  if (best === undefined) return 0;
  // Where a person's rule decided, how close the scores are means nothing.
  const lead = ruled || second === undefined ? CLEAR_LEAD : best.score - second.score;
  const clear = Math.min(1, Math.max(0, lead) / CLEAR_LEAD);
  const outcomes = evidence(history, best.agent_id, task.task_type);
  const known = outcomes / (outcomes + HALF_KNOWN);
  return Math.round(best.score * (0.5 + 0.25 * clear + 0.25 * known) * 1000) / 1000;
}
