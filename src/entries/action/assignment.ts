import type { Assignment, WorkflowState } from '../../domain/state.js';
import type { Bot } from '../../handlers/bot.js';
import { loadGenuine } from '../../handlers/restore-state.js';
import { readEvent } from '../../hosts/github/payload.js';
import { createBot } from './create-bot.js';
import type { ActionEnvironment } from './environment.js';
import { say } from './say.js';

/** The assignment that a run was dispatched for, as the state has it now. */
export interface Given {
  readonly bot: Bot;
  readonly state: WorkflowState;
  readonly assignment: Assignment;
}

/**
 * Finds the assignment that the run's inputs name. Inputs can be typed by anybody who may start a run, so only their
 * names count; everything else is read from the state. Null when the assignment is not current (rule S3).
 */
export async function givenAssignment(environment: ActionEnvironment): Promise<Given | null> {
  const event = readEvent(environment.eventName, environment.payload);
  if (event.kind !== 'assignment')
    throw new Error(`expected a dispatched assignment, received ${event.kind}`);
  const bot = createBot(environment, event.repository.default_branch);
  const loaded = await loadGenuine(bot, event.workflow_id);
  if (loaded === null) throw new Error(`expected the state of workflow ${event.workflow_id}, found none`);
  const assignment = loaded.state.assignments.find((one) => one.id === event.assignment_id);
  if (assignment === undefined || assignment.status !== 'dispatched') {
    const status = assignment?.status ?? 'unknown';
    say(`The assignment ${event.assignment_id} is not current (${status}): nothing is done.`);
    return null;
  }
  if (assignment.base !== event.base) {
    throw new Error(`expected base ${assignment.base} for ${assignment.id}, received "${event.base}"`);
  }
  if ((assignment.environment ?? '') !== event.environment) {
    throw new Error(
      `expected ${assignment.id} in ${named(assignment.environment)}, received ${named(event.environment)}: nothing is done, since the reviewers of an environment must not be passed by`,
    );
  }
  return { bot, state: loaded.state, assignment };
}

function named(environment: string | undefined): string {
  return environment === undefined || environment === '' ? 'no environment' : `environment "${environment}"`;
}
