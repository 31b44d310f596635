/** Caps of the configuration's `budgets`; what is absent is not limited. */
export interface BudgetCaps {
  readonly max_cost_usd?: number | undefined;
  readonly max_tokens?: number | undefined;
  readonly max_minutes?: number | undefined;
}

export interface Spending {
  readonly cost_usd: number;
  readonly tokens: number;
  /** Minutes of agents' work, not of waiting for people. */
  readonly minutes: number;
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
