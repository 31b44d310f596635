import type { WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { count } from './format.js';
import { inline } from './text.js';

/** One line on what an agent did: facts of the state where they say it best, else the agent's own words; null for neither. */
export function whatItDid(state: WorkflowState, agent: AgentName): string | null {
  const fact = factOf(state, agent);
  if (fact !== null) return fact;
  const summary = state.agent_results[agent]?.summary ?? '';
  if (summary !== '' && summary !== 'done') return inline(summary, 240);
  return madeBy(state, agent);
}

function factOf(state: WorkflowState, agent: AgentName): string | null {
  if (agent === 'clarify') {
    const answered = (state.clarification?.questions ?? []).filter((one) => one.answer !== null).length;
    return answered === 0 ? null : `Resolved ${count(answered, 'question')}`;
  }
  if (agent === 'implement' && state.tasks.length > 0 && state.implementation_approved) {
    const done = state.tasks.filter((task) => task.status === 'done').length;
    return `${done} of ${count(state.tasks.length, 'task')} done`;
  }
  const issues = Object.keys(state.created_issues).length;
  return agent === 'taskstoissues' && issues > 0 ? `Made ${count(issues, 'issue')}` : null;
}

/** For an agent that said nothing: the artifact that is there since. */
function madeBy(state: WorkflowState, agent: AgentName): string | null {
  if (state.agent_results[agent] === undefined) return null;
  const name = { specify: 'spec', plan: 'plan', tasks: 'tasks', research: 'research' }[agent as string];
  const path = name === undefined ? undefined : state.artifacts_ready[name];
  return path === undefined ? null : `Created ${inline(path.split('/').at(-1) ?? path, 100)}`;
}
