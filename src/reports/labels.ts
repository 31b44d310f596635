/** Words and icons for the states of things, the same in every report. */
import { isFinal, type TaskState, type WorkflowState } from '../domain/state.js';
import { type AgentName, agentsOf, WORKFLOW_TITLES } from '../domain/workflows.js';
import { list } from './format.js';

/** What an agent's row shows. */
export type AgentStanding =
  | 'done'
  | 'running'
  | 'waiting'
  | 'asking'
  | 'sent_back'
  | 'failed'
  | 'pending'
  | 'stopped'
  | 'not_run';

export const AGENT_ICONS: Readonly<Record<AgentStanding, string>> = {
  done: '✅',
  running: '🔄',
  waiting: '⏳',
  asking: '❓',
  sent_back: '🔁',
  failed: '❌',
  pending: '▫️',
  stopped: '⏹️',
  not_run: '➖',
};

export const AGENT_WORDS: Readonly<Record<AgentStanding, string>> = {
  done: 'done',
  running: 'running',
  waiting: 'waits for a retry',
  asking: 'waits for answers',
  sent_back: 'sent back',
  failed: 'failed',
  pending: 'to do',
  stopped: 'not finished',
  not_run: 'not run',
};

export const TASK_ICONS: Readonly<Record<TaskState['status'], string>> = {
  pending: '▫️',
  running: '🔄',
  done: '✅',
  failed: '❌',
  blocked: '⛔',
};

/** The workflow as people know it; agents that this one has besides are named where they are few. */
export function workflowTitle(state: WorkflowState): string {
  const title = WORKFLOW_TITLES[state.workflow_type];
  const usual = agentsOf(state.workflow_type);
  const agents = state.agents_to_execute;
  const added = agents.filter((agent) => !usual.includes(agent));
  const left = usual.filter((agent) => !agents.includes(agent));
  if (added.length === 0 && left.length === 0) return title;
  if (left.length === 0 && added.length <= 4) return `${title} (with ${list(added)})`;
  return added.length === 0 && left.length <= 3 ? `${title} (without ${list(left)})` : `${title}, adapted`;
}

/** The feature as people know it; before a number is claimed, the title of the issue has to do. */
export function featureName(state: WorkflowState): string {
  return state.feature_id ?? state.origin.issue_title;
}

/** Where an agent stands. */
export function standingOf(state: WorkflowState, agent: AgentName): AgentStanding {
  const result = state.agent_results[agent];
  if (state.completed_agents.includes(agent)) return 'done';
  if (state.assignments.some((one) => one.status === 'dispatched' && one.agents[0] === agent))
    return 'running';
  if (agent === 'clarify' && state.status === 'awaiting_clarification') return 'asking';
  if (!isFinal(state.status) && state.feedback.some((one) => one.target === agent)) return 'sent_back';
  if (state.timers.some((timer) => timer.agent === agent)) return 'waiting';
  if (result?.status === 'error') return 'failed';
  if (!isFinal(state.status)) return 'pending';
  const begun = result !== undefined || state.assignments.some((one) => one.agents[0] === agent);
  return begun ? 'stopped' : 'not_run';
}
