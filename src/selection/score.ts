import type { Candidate, ScoredCandidate, ScoringWeights, SelectableTask } from './candidates.js';
import { type BackendHistory, responseTime, successRate } from './history.js';

/** What being able to do something is worth against being made for it. */
const ABLE = 0.75;
/** Without a limit of its own a backend is half busy with this many assignments (the seed's max_parallel_tasks). */
const COMFORTABLE = 5;

/** Scores all candidates for a task by the seed's four parts, in the order given. */
export function scoreCandidates(
  task: SelectableTask,
  candidates: readonly Candidate[],
  history: BackendHistory,
  weights: ScoringWeights,
): ScoredCandidate[] {
  const times = candidates.map(({ id }) => responseTime(history, id, task.task_type));
  let fastest = Number.POSITIVE_INFINITY;
  for (const time of times) if (time !== null && time < fastest) fastest = time;
  return candidates.map((candidate, i) => {
    const parts = {
      specialization_match: match(task, candidate),
      past_success_rate: successRate(history, candidate.id, task.task_type),
      current_availability: availability(candidate),
      response_time: promptness(times[i] ?? null, fastest),
    };
    return { agent_id: candidate.id, parts, score: weigh(parts, weights) };
  });
}

function weigh(parts: ScoringWeights, weights: ScoringWeights): number {
  const sum =
    parts.specialization_match * weights.specialization_match +
    parts.past_success_rate * weights.past_success_rate +
    parts.current_availability * weights.current_availability +
    parts.response_time * weights.response_time;
  // Sums of equal parts may differ in their last bit; ties must be ties.
  return Math.round(sum * 1e9) / 1e9;
}

/** How much of what the task wants a backend is made for, or at least able to do. */
function match(task: SelectableTask, { capabilities, specialities = [] }: Candidate): number {
  const { required_capabilities: required, preferred_capabilities: preferred = [] } = task;
  const wanted = required.length + preferred.length;
  // A task that wants nothing in particular is everybody's.
  if (wanted === 0) return 1;
  let sum = 0;
  for (const list of [required, preferred]) {
    for (const name of list) {
      if (specialities.includes(name)) sum += 1;
      else if (capabilities.includes(name)) sum += ABLE;
    }
  }
  return sum / wanted;
}

/** 1 when idle, 0 when it takes nothing more. */
function availability({ active = 0, max_parallel }: Candidate): number {
  if (max_parallel === undefined) return COMFORTABLE / (COMFORTABLE + active);
  return max_parallel <= 0 ? 0 : Math.max(0, 1 - active / max_parallel);
}

/** 1 for the fastest, a half for one that takes twice as long. Unknown ones are given the benefit of the doubt. */
function promptness(time: number | null, fastest: number): number {
  if (time === null || time <= 0) return 1;
  return fastest / time;
}
