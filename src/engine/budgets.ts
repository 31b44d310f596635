import type { Usage } from '../domain/events.js';
import type { Spending } from '../domain/selection.js';
import type { WorkflowState } from '../domain/state.js';
import { type BudgetLine, budgetOf } from '../selection/budget.js';
import type { Draft } from './draft.js';

const USED_UP = 'the budget is used up';

const NOTHING: Spending = { cost_usd: 0, tokens: 0, minutes: 0 };

/** Adds what was used, whatever came of it: a vain attempt is paid for all the same. */
export function spend(draft: Draft, usage: readonly Usage[]): void {
  if (usage.length === 0) return;
  const { cost_usd, tokens, minutes } = draft.state.spent ?? NOTHING;
  const sum = (of: (one: Usage) => number) => usage.reduce((total, one) => total + of(one), 0);
  draft.set({
    spent: {
      cost_usd: rounded(cost_usd + sum((one) => one.cost_usd)),
      tokens: tokens + sum((one) => one.tokens ?? 0),
      minutes: rounded(minutes + sum((one) => one.duration_ms) / 60_000),
    },
  });
}

/** Why nothing further may start, with what to do about it; null while no cap is reached. */
export function exhaustion(state: WorkflowState): string | null {
  const { status, lines } = budgetOf(state);
  if (status !== 'exhausted') return null;
  const reached = lines.filter((line) => line.spent >= line.cap).map(describe);
  return `${USED_UP}: ${reached.join(', ')}; what was under way has landed and nothing further was started. Resume to allow the same amount once more, or raise budgets in .github/speckit.yml first`;
}

/**
 * A person who was told that a cap is reached resumed: it counts from here on, so that it is allowed once more.
 *
 * @param told why the workflow was paused
 */
export function allowOnceMore(draft: Draft, told: string | null): void {
  if (told?.startsWith(USED_UP) === true && exhaustion(draft.state) !== null)
    draft.set({ budget_from: draft.state.spent ?? NOTHING });
}

function describe({ what, spent, cap }: BudgetLine): string {
  const used = Math.round(spent * 100) / 100;
  return `${used} of ${cap} ${what === 'cost_usd' ? 'USD' : what} (max_${what})`;
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
