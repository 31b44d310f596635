import type { WorkflowState } from '../domain/state.js';
import { WORKFLOW_TITLES } from '../domain/workflows.js';
import { artifactName } from './artifacts.js';
import { moment } from './format.js';
import { table } from './table.js';
import { cell, codeCell } from './text.js';

/** The fields of the saved state as the orchestrator's documents name them. */
export function factsTable(state: WorkflowState): string {
  const { complexity_analysis, recommended_workflow, final_workflow } = state.workflow_selection;
  const score = complexity_analysis.total_score;
  const rows: [string, string][] = [
    ['workflow_id', codeCell(state.workflow_id)],
    ['workflow_type', codeCell(state.workflow_type)],
    ['status', codeCell(state.status)],
    ['user_request', cell(state.user_request, 300)],
    ['total_score', score === null ? 'not scored' : `${score}/12`],
    ['recommended_workflow', recommended_workflow === null ? 'none' : WORKFLOW_TITLES[recommended_workflow]],
    ['final_workflow', final_workflow === null ? 'not chosen yet' : WORKFLOW_TITLES[final_workflow]],
    ['current_agent', codeCell(state.current_agent ?? 'none')],
    [
      'checkpoint_reached_at',
      state.checkpoint_reached_at === null ? 'not yet' : moment(state.checkpoint_reached_at),
    ],
    ['planning_complete', codeCell(String(state.planning_complete))],
    ['implementation_approved', codeCell(String(state.implementation_approved))],
    ['resume_from', codeCell(state.resume_from ?? 'none')],
    ...Object.entries(state.artifacts_ready)
      .slice(0, 20)
      .map(([name, path]): [string, string] => [`artifact: ${cell(artifactName(name), 60)}`, codeCell(path)]),
    ['revision', String(state.revision)],
    ['started_at', moment(state.started_at)],
    ['updated_at', moment(state.updated_at)],
  ];
  return table(['Field', 'Value'], rows);
}
