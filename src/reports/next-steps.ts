import type { WorkflowState } from '../domain/state.js';
import { commandOf, onFeature } from './commands.js';
import { findingsSection, mendingCommands } from './findings.js';
import { count, list } from './format.js';
import { code } from './text.js';

/** What a person can do when the workflow has ended, each step with exactly what to type. */
export function nextSteps(state: WorkflowState): string[] {
  return state.status === 'completed' ? [...afterSuccess(state), ...deliver(state)] : afterStop(state);
}

/** What to type to go on after a stop: what is planned can be implemented, everything else begins again. */
export function goOnFrom(state: WorkflowState): string {
  return canImplement(state)
    ? `${onFeature(state, 'implement')} to go on with what is planned, after your approval`
    : `${commandOf(state)} to start again`;
}

function afterStop(state: WorkflowState): string[] {
  const again = `- Type ${commandOf(state)} to start again`;
  return [
    ...(state.branch === null ? [] : [`- What was made is kept on branch ${code(state.branch.name)}`]),
    ...(canImplement(state) ? [`- Type ${goOnFrom(state)}`] : []),
    state.workflow_type === 'implement' ? null : again,
  ].filter((line) => line !== null);
}

function canImplement(state: WorkflowState): boolean {
  return state.planning_complete && state.feature_id !== null && state.artifacts_ready.tasks !== undefined;
}

function afterSuccess(state: WorkflowState): string[] {
  const has = (artifact: string) => state.artifacts_ready[artifact] !== undefined;
  const implement = `- Implement it (you approve first): ${onFeature(state, 'implement')}`;
  const plan = `- Plan it: ${onFeature(state, 'plan')}`;
  const check = `- Check spec, plan and tasks against each other: ${onFeature(state, 'analyze')}`;
  switch (state.workflow_type) {
    case 'spec':
      return ['- Review spec.md', plan];
    case 'clarify':
      return ['- Review what changed in spec.md', has('tasks') ? check : plan];
    case 'plan':
      return [
        '- Review plan.md and tasks.md',
        ...(isBuilt(state) ? [] : [implement]),
        `- Make an issue of every task: ${onFeature(state, 'issues')}`,
      ];
    case 'analyze':
      return analyzed(state, implement, check);
    case 'issues':
      return ['- Look at the created issues', ...(isBuilt(state) ? [] : [implement])];
    case 'review':
      return implemented(state, 'Review the cleanup');
    case 'e2e':
    case 'fix-e2e':
      return implemented(state, 'Review the E2E tests');
    case 'implement':
      return [...implemented(state, 'Review implementation'), `- Add E2E tests: ${onFeature(state, 'e2e')}`];
    default:
      return implemented(state, 'Review implementation');
  }
}

/** Nothing of what is planned is left to be implemented. */
function isBuilt({ tasks }: WorkflowState): boolean {
  return tasks.length > 0 && tasks.every((task) => task.status === 'done');
}

function analyzed(state: WorkflowState, implement: string, check: string): string[] {
  const commands = mendingCommands(state);
  if (commands.length === 0) return ['- Nothing to mend', ...(isBuilt(state) ? [] : [implement])];
  return [`- Mend the findings: ${list(commands)}`, check];
}

function implemented(state: WorkflowState, first: string): string[] {
  const commands = findingsSection(state, 0) === '' ? [] : mendingCommands(state);
  const mend = commands.length === 0 ? [] : [`- Mend the findings: ${list(commands)}`];
  const updates = (state.e2e_workflow?.spec_updates ?? []).filter((one) => !one.approved).length;
  const approve =
    updates === 0
      ? []
      : [`- Check ${count(updates, 'spec update')} that nobody has approved yet (listed above)`];
  return [`- ${first}`, ...mend, ...approve];
}

function deliver(state: WorkflowState): string[] {
  if (state.pull_request !== null) return [`- Merge pull request #${state.pull_request.number}`];
  if (state.branch === null || state.branch.head === state.branch.base_sha) return [];
  const name = state.branch.name;
  // Only a name that a shell takes as it is may stand in a command to copy.
  return [
    /^[\w][\w./-]*$/.test(name)
      ? `- Create PR: \`gh pr create --head ${name}\``
      : '- Create PR: `gh pr create`',
  ];
}
