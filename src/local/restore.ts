import { isFinal, type WorkflowState } from '../domain/state.js';
import type { LocalHost } from './local-host.js';
import { command } from './person.js';
import { startAgain } from './start.js';

/** There is no checkpoint to resume from: starting afresh is what is left. */
export class RecoveryError extends Error {
  override readonly name = 'RecoveryError';
}

/**
 * Finds the state that a checkpoint names and makes it ready to be driven: work that was under way is put back, by the
 * driver, and finished tasks stay finished.
 *
 * @param checkpointId `<workflow-id>@<revision>` or a workflow's id. The newest state counts: an older one would do again
 *   what the branch holds already.
 * @param skipCompleted false starts the same workflow once more, all of its tasks included
 * @throws RecoveryError where the checkpoint is unknown, damaged beyond its history, or of an ended workflow
 */
export async function restoreCheckpoint(
  host: LocalHost,
  checkpointId: string,
  skipCompleted: boolean,
): Promise<WorkflowState> {
  const [id = '', revision] = checkpointId.split('@');
  const loaded = await host.runtime.store.load(id.toLowerCase()).catch((error: unknown) => {
    throw new RecoveryError(error instanceof Error ? error.message : String(error), { cause: error });
  });
  if (loaded === null) {
    throw new RecoveryError(
      `expected a checkpoint ${checkpointId} in ${host.repository.stateDir}, found none`,
    );
  }
  const { state } = loaded;
  if (revision !== undefined && !(Number(revision) <= state.revision)) {
    throw new RecoveryError(
      `expected a checkpoint of revision ${state.revision} or older, received ${checkpointId}: the saved state does not know it`,
    );
  }
  if (!skipCompleted) return startAgain(host, state);
  if (isFinal(state.status)) {
    throw new RecoveryError(
      `workflow ${id} is ${state.status}, there is nothing to resume: execute it again, or pass skip_completed: false`,
    );
  }
  return state.status === 'paused' ? command(host, state.workflow_id, 'resume') : state;
}
