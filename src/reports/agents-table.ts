import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { duration, list, money } from './format.js';
import { AGENT_ICONS, AGENT_WORDS, standingOf } from './labels.js';
import { table } from './table.js';
import { cell, inline } from './text.js';

/** The agents in their order, the checkpoint among them; with `summaries`, also what each said it did. */
export function agentsTable(state: WorkflowState, summaries: boolean): string {
  const rows = state.agents_to_execute.map((agent) => agentRow(state, agent, summaries));
  const gate = state.agents_to_execute.indexOf('implement');
  if (gate >= 0) rows.splice(gate, 0, gateRow(state, summaries));
  const header = ['', 'Agent', 'State', 'Attempt', 'Duration', 'Cost'];
  return table(summaries ? [...header, 'Result'] : header, rows);
}

function agentRow(state: WorkflowState, agent: AgentName, summaries: boolean): string[] {
  const standing = standingOf(state, agent);
  const result = state.agent_results[agent];
  const row = [
    AGENT_ICONS[standing],
    agent,
    AGENT_WORDS[standing],
    attempts(state, agent),
    result === undefined ? '' : duration(result.duration_ms),
    result === undefined ? '' : money(result.cost_usd),
  ];
  return summaries ? [...row, cell(result?.summary ?? '', 140)] : row;
}

function attempts(state: WorkflowState, agent: AgentName): string {
  // Attempts count per task, so the highest number says how often the worst one was tried.
  const tried = state.assignments.filter((one) => one.agents.includes(agent)).map((one) => one.attempt);
  const highest = Math.max(state.agent_results[agent]?.attempt ?? 0, ...tried);
  return highest === 0 ? '' : String(highest);
}

function gateRow(state: WorkflowState, summaries: boolean): string[] {
  const given = list([...new Set(state.approvals.map((one) => inline(one.by, 100)))]);
  const standing = state.implementation_approved
    ? `approved by ${given}`
    : state.status === 'awaiting_implementation_approval'
      ? 'waits for approval'
      : 'approval needed';
  const row = ['🛑', 'checkpoint', standing.replaceAll('|', '\\|'), '', '', ''];
  return summaries ? [...row, ''] : row;
}
