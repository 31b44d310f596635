import { z } from 'zod';
import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';

export interface DispatchTarget {
  readonly client: GithubClient;
  readonly repo: RepositoryName;
  readonly defaultBranch: () => Promise<string>;
  readonly workflowFile: string;
}

const runDetails = z.object({ workflow_run_id: z.int() });

/**
 * Starts the shipped Actions workflow on the default branch: the only event besides `repository_dispatch` that a run's
 * own token can make. Answers with the id of the run where the server tells it.
 */
export async function dispatchWorkflow(
  target: DispatchTarget,
  attempted: string,
  inputs: Readonly<Record<string, string>>,
): Promise<number | null> {
  const ref = await target.defaultBranch();
  const send = (details: { return_run_details?: true }) =>
    target.client.ask(attempted, (api) =>
      api.actions.createWorkflowDispatch({
        ...target.repo,
        workflow_id: target.workflowFile,
        ref,
        inputs,
        ...details,
      }),
    );
  const answer: unknown = await send({ return_run_details: true }).catch((error: unknown) => {
    // Older Enterprise servers know no such parameter and refuse it, before anything is started.
    if (error instanceof GithubError && error.status === 422 && /return_run_details/.test(error.detail)) {
      return send({});
    }
    throw error;
  });
  const details = runDetails.safeParse(answer);
  return details.success ? details.data.workflow_run_id : null;
}

/** Wakes a run of the default branch that reads the reviews of a pull request itself (rule G2). */
export async function wakeForReviews(target: DispatchTarget, pullRequest: number): Promise<void> {
  await dispatchWorkflow(target, `wake a run for the reviews of #${pullRequest}`, {
    pull_request: String(pullRequest),
  });
}
