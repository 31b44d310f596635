import { questionsToAsk } from '../domain/clarification.js';
import type { AgentError, AgentResponse } from '../domain/contract.js';
import type { AssignmentFinished } from '../domain/events.js';
import type { Assignment, WorkflowState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import { askQuestions } from './clarify.js';
import type { Draft } from './draft.js';
import { trackE2e } from './e2e.js';
import type { Failure } from './failure.js';
import { returnFeedback } from './feedback.js';
import { recordResult } from './results.js';
import { finishTask } from './task-recovery.js';
import { hasOpenTasks } from './tasks.js';

/** One answer that an assignment owes: an agent's, or that of `implement` for one task. */
interface Part {
  readonly agent: AgentName;
  readonly task: string | null;
}

interface Taken {
  readonly failure: Failure | null;
  /** How many parts succeeded. */
  readonly answered: number;
}

/**
 * Takes in the answers of a job in the order in which it was asked. The first part that failed, or was answered by
 * somebody else, or was not answered, is the failure; nothing behind it counts. Nor does anything behind questions that
 * people have to answer first: then the job has stopped there.
 */
export function takeAnswers(draft: Draft, assignment: Assignment, event: AssignmentFinished): Taken {
  const parts = partsOf(assignment);
  for (const [index, part] of parts.entries()) {
    const response = event.responses[index];
    const error = errorOf(part, response);
    if (response?.agent === part.agent)
      recordResult(draft, assignment, response, event.usage[index], part.task);
    if (response?.agent === part.agent) trackE2e(draft, response);
    if (error !== null) {
      draft.setTaskStatus(
        parts.slice(index).flatMap((one) => one.task ?? []),
        'pending',
      );
      const result = response?.agent === part.agent ? response.result : {};
      const failure = { ...part, error, result, feedback: index === 0 ? assignment.feedback : null };
      return { failure, answered: index };
    }
    if (asksPeople(draft, part, response)) {
      // Clarify runs once more with the answers, and still has to mend what it was given.
      if (index === 0) returnFeedback(draft, assignment);
      return { failure: null, answered: index + 1 };
    }
    takeSuccess(draft, part);
  }
  return { failure: null, answered: parts.length };
}

/** Clarify has questions for people: it is not complete before they are answered. */
function asksPeople(draft: Draft, { agent }: Part, response: AgentResponse | undefined): boolean {
  if (agent !== 'clarify' || response === undefined) return false;
  const questions = questionsToAsk(draft.state.clarification, response.result);
  if (questions.length > 0) askQuestions(draft, questions);
  return questions.length > 0;
}

/** The error for a job that is over without an answer. */
export function noAnswer(message: string): AgentError {
  return anError('TimeoutError', message);
}

/** The first of the answers that an assignment owes. */
export function firstPart(assignment: Assignment): Part {
  return { agent: assignment.agents[0], task: assignment.tasks[0] ?? null };
}

function partsOf(assignment: Assignment): readonly Part[] {
  if (assignment.tasks.length === 0) return assignment.agents.map((agent) => ({ agent, task: null }));
  return assignment.tasks.map((task) => ({ agent: assignment.agents[0], task }));
}

function errorOf({ agent, task }: Part, response: AgentResponse | undefined): AgentError | null {
  const name = task === null ? agent : `${agent} ${task}`;
  if (response === undefined) return noAnswer(`The job ended without an answer of ${name}.`);
  if (response.agent === agent) return response.error;
  return anError('ValidationError', `Expected an answer of ${name}, received one of ${response.agent}.`);
}

function takeSuccess(draft: Draft, { agent, task }: Part): void {
  draft.tell(agent, task === null ? 'succeeded' : `finished ${task}`);
  if (task !== null) return finishTask(draft, task);
  if (needsMore(draft.state, agent)) return;
  draft.complete(agent);
}

/** These are complete when their tasks are done and their issues exist; see `advance`. */
function needsMore(state: WorkflowState, agent: AgentName): boolean {
  return agent === 'taskstoissues' || (agent === 'implement' && hasOpenTasks(state));
}

function anError(type: AgentError['type'], message: string): AgentError {
  return { type, message, recoverable: true, feedback_required: false, blocking_issues: [] };
}
