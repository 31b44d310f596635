import type { Effect, EffectOutcome } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import { dispatchWorkflow } from './dispatch.js';
import { type Deed, type EffectContext, earliest, failed } from './effect-context.js';

/** Starts the Actions run that plays an assignment. */
export function dispatchAssignment(
  context: EffectContext,
  effect: Extract<Effect, { kind: 'dispatch_assignment' }>,
  state: WorkflowState,
): Deed {
  const { client, repo, workflowFile } = context;
  const tell = (runId: number | null): EffectOutcome => ({
    id: effect.id,
    kind: 'dispatch_assignment',
    run_id: runId,
  });
  const assignment = state.assignments.find((one) => one.id === effect.assignment_id);
  if (assignment === undefined) {
    const problem = failed(
      effect,
      `Could not dispatch assignment ${effect.assignment_id}: workflow ${state.workflow_id} has no such assignment.`,
    );
    return { find: async () => problem, make: async () => problem };
  }
  return {
    async find() {
      const since = Date.parse(earliest(effect));
      const runs = await client.list(`list the runs of ${workflowFile}`, (octokit) =>
        octokit.paginate(
          octokit.rest.actions.listWorkflowRuns,
          { ...repo, workflow_id: workflowFile, event: 'workflow_dispatch', per_page: 100 },
          (page, done) => {
            // Newest first: what is older than the effect cannot be its run.
            if (page.data.some((run) => Date.parse(run.created_at) < since)) done();
            return page.data;
          },
        ),
      );
      const found = runs.find((run) => run.display_title === runTitle(assignment.id));
      return found === undefined ? null : tell(found.id);
    },
    async make() {
      return tell(
        await dispatchWorkflow(context, `dispatch assignment ${assignment.id}`, {
          assignment: assignment.id,
          workflow_id: state.workflow_id,
          base: assignment.base,
          // An Actions workflow of an earlier version knows no such input, and GitHub would refuse it.
          ...(assignment.environment === undefined ? {} : { environment: assignment.environment }),
        }),
      );
    },
  };
}

/** The name that `run-name` of the shipped Actions workflow gives the run of an assignment. */
function runTitle(assignmentId: string): string {
  return `speckit ${assignmentId}`;
}
