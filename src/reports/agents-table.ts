import { isFinal, type WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { duration, list, money } from './format.js';
import { AGENT_ICONS, AGENT_WORDS, standingOf } from './labels.js';
import { table } from './table.js';
import { cell, inline } from './text.js';
import { cost } from './totals.js';

/** The agents in their order, the checkpoint among them; with `summaries`, also what each said it did. */
export function agentsTable(state: WorkflowState, summaries: boolean): string {
  const columns: Columns = { cost: cost(state).length > 0, summaries };
  const rows = state.steps.map((step) =>
    step === 'checkpoint' ? gateRow(state, columns) : agentRow(state, step, columns),
  );
  const header = ['', 'Agent', 'State', 'Attempt', 'Duration'];
  return table([...header, ...further(columns, 'Cost', 'Result')], rows);
}

/** Columns that are left out where they would say nothing. */
interface Columns {
  readonly cost: boolean;
  readonly summaries: boolean;
}

function further(columns: Columns, spent: string, summary: string): string[] {
  return [...(columns.cost ? [spent] : []), ...(columns.summaries ? [summary] : [])];
}

function agentRow(state: WorkflowState, agent: AgentName, columns: Columns): string[] {
  const standing = standingOf(state, agent);
  const result = state.agent_results[agent];
  return [
    AGENT_ICONS[standing],
    agent,
    AGENT_WORDS[standing],
    standing === 'pending' && result === undefined ? '' : attempts(state, agent),
    result === undefined ? '' : duration(result.duration_ms),
    ...further(
      columns,
      result === undefined || result.cost_usd === 0 ? '' : money(result.cost_usd),
      cell(result?.summary ?? '', 140),
    ),
  ];
}

function attempts(state: WorkflowState, agent: AgentName): string {
  // Attempts count per task, so the highest number says how often the worst one was tried.
  const tried = state.assignments.filter((one) => one.agents.includes(agent)).map((one) => one.attempt);
  const highest = Math.max(state.agent_results[agent]?.attempt ?? 0, ...tried);
  return highest === 0 ? '' : String(highest);
}

function gateRow(state: WorkflowState, columns: Columns): string[] {
  const given = list([...new Set(state.approvals.map((one) => inline(one.by, 100)))]);
  const standing = state.implementation_approved
    ? `approved by ${given}`
    : state.status === 'awaiting_implementation_approval'
      ? 'waits for approval'
      : isFinal(state.status)
        ? 'not approved'
        : 'approval needed';
  return ['🛑', 'checkpoint', standing.replaceAll('|', '\\|'), '', '', ...further(columns, '', '')];
}
