import type { Spending } from '../domain/selection.js';
import type { WorkflowState } from '../domain/state.js';

/** Caps of the configuration's `budgets`; what is absent is not limited. */
export interface BudgetCaps {
  readonly max_cost_usd?: number | undefined;
  readonly max_tokens?: number | undefined;
  readonly max_minutes?: number | undefined;
}

export interface BudgetLine {
  readonly what: 'cost_usd' | 'tokens' | 'minutes';
  readonly spent: number;
  readonly cap: number;
}

export interface BudgetCheck {
  /** `near` from four fifths on; `exhausted` means that nothing further may start. */
  readonly status: 'within' | 'near' | 'exhausted';
  readonly lines: readonly BudgetLine[];
}

const NEAR = 0.8;

/** Compares what was spent with the caps; `lines` holds those caps that are near or reached. */
export function checkBudget(caps: BudgetCaps, spent: Spending): BudgetCheck {
  const all: BudgetLine[] = [];
  const add = (what: BudgetLine['what'], cap: number | undefined) => {
    if (cap !== undefined) all.push({ what, spent: spent[what], cap });
  };
  add('cost_usd', caps.max_cost_usd);
  add('tokens', caps.max_tokens);
  add('minutes', caps.max_minutes);
  const lines = all.filter((line) => line.spent >= NEAR * line.cap);
  const exhausted = lines.some((line) => line.spent >= line.cap);
  return { status: exhausted ? 'exhausted' : lines.length > 0 ? 'near' : 'within', lines };
}

const NOTHING: Spending = { cost_usd: 0, tokens: 0, minutes: 0 };

/** What has been spent compared with the caps; after a person allowed them once more, from there on. */
export function budgetOf({
  settings,
  spent = NOTHING,
  budget_from = NOTHING,
}: Pick<WorkflowState, 'settings' | 'spent' | 'budget_from'>): BudgetCheck {
  return checkBudget(settings.budgets ?? {}, {
    cost_usd: spent.cost_usd - budget_from.cost_usd,
    tokens: spent.tokens - budget_from.tokens,
    minutes: spent.minutes - budget_from.minutes,
  });
}
