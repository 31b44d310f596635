/** Asks a backend to play an agent, and accepts nothing but the seed's response contract. */
import { z } from 'zod';
import { buildPrompt } from '../../agents/prompt.js';
import { agentDefinition } from '../../agents/registry.js';
import { type Backend, BackendError, type PlayOutcome } from '../../backends/backend.js';
import {
  type AgentResponse,
  agentResponse,
  type FeedbackContext,
  type IssueToFix,
  type WorkflowContext,
} from '../../domain/contract.js';
import type { AgentName } from '../../domain/workflows.js';
import { clarificationFor } from './clarification.js';
import type { PlayOptions } from './options.js';
import { addUsage, failure, NO_USAGE, type Played } from './response.js';

export interface Question {
  readonly agent: AgentName;
  readonly task: string | null;
  readonly context: WorkflowContext;
  readonly feedback: FeedbackContext | null;
  readonly timeoutMs: number;
  /** What this agent's answers must hold beyond the contract: says what is wrong, or null. */
  readonly check?: (response: AgentResponse) => string | null;
  /** What code has found before, for an agent that judges. */
  readonly codeFindings?: readonly IssueToFix[];
}

/** Longest `result` that is accepted, in characters of JSON: it is kept in the state for ever. */
const MAX_RESULT = 32_000;

/**
 * Lets the backend play. An answer that breaks the contract is sent back once with what is wrong with it; a second one,
 * a timeout and a crash become answers of status `error`. Never rejects for what a backend does.
 */
export async function ask(question: Question, options: PlayOptions): Promise<Played> {
  const first = await askOnce(question, options);
  if ('response' in first) return first;
  options.log(`${question.agent}: the answer breaks the contract and is asked for again: ${first.problems}`);
  const second = await askOnce(
    { ...question, feedback: contractFeedback(question, first.problems) },
    options,
  );
  const usage = addUsage(first.usage, second.usage);
  const log = `${first.log}\n${second.log}`;
  if ('response' in second) return { ...second, usage, log };
  const message = `expected an answer of ${question.agent} that follows the response contract, received two that do not: ${second.problems}`;
  return { ...machineryFailure(question, options, 'ValidationError', message), usage, log };
}

interface Rejected {
  readonly problems: string;
  readonly usage: PlayOutcome['usage'];
  readonly log: string;
}

async function askOnce(question: Question, options: PlayOptions): Promise<Played | Rejected> {
  try {
    const outcome = await backendOf(question, options).play(requestOf(question, options));
    const { usage, log } = outcome;
    const checked = check(outcome.response, question);
    return 'problems' in checked
      ? { problems: checked.problems, usage, log }
      : { response: checked.response, usage, log, answeredBy: 'agent' };
  } catch (error) {
    const type = error instanceof BackendError ? error.type : 'UnrecoverableError';
    const message = error instanceof Error ? error.message : String(error);
    const played = machineryFailure(question, options, type, message);
    // A run that failed is paid for as well.
    return error instanceof BackendError
      ? { ...played, usage: error.usage ?? played.usage, log: error.log }
      : played;
  }
}

function check(
  response: unknown,
  { agent, check: checkResult }: Question,
): { readonly response: AgentResponse } | { readonly problems: string } {
  if (typeof response === 'string') {
    return {
      problems: `expected one JSON object, received text that is not JSON: ${response.slice(0, 200)}`,
    };
  }
  const parsed = agentResponse.safeParse(response);
  if (!parsed.success) return { problems: z.prettifyError(parsed.error) };
  if (parsed.data.agent !== agent) {
    return { problems: `expected "agent": "${agent}", received "${parsed.data.agent}"` };
  }
  const size = JSON.stringify(parsed.data.result).length;
  if (size > MAX_RESULT)
    return { problems: `expected a result of at most ${MAX_RESULT} characters, received ${size}` };
  const problems = checkResult?.(parsed.data) ?? null;
  if (problems !== null) return { problems };
  return { response: parsed.data };
}

/** The agent's own backend, which need not be that of the first agent of the assignment. */
function backendOf({ agent }: Question, { state, assignment, backendFor }: PlayOptions): Backend {
  if (agent === assignment.agents[0]) return backendFor(assignment.backend);
  return backendFor(state.settings.backends[agent] ?? state.settings.default_backend);
}

function requestOf(
  question: Question,
  { state, assignment, workingTree, env }: PlayOptions,
): Parameters<Backend['play']>[0] {
  const task = state.tasks.find(({ id }) => id === question.task);
  const prompt = buildPrompt(agentDefinition(question.agent), {
    workflowContext: question.context,
    feedbackContext: question.feedback,
    userRequest: state.user_request,
    task: question.task === null ? null : (task ?? { id: question.task, description: '', files: [] }),
    issue: { title: state.origin.issue_title, body: state.origin.issue_body },
    clarification: clarificationFor(question.agent, state.clarification),
    targetFile: question.agent === 'e2e-test-fixer' ? state.target_file : null,
    codeFindings: question.codeFindings ?? null,
  });
  const { agent, task: taskId, context, feedback, timeoutMs } = question;
  return {
    agent,
    task: taskId,
    context,
    feedback,
    timeoutMs,
    attempt: assignment.attempt,
    prompt,
    userRequest: state.user_request,
    workingTree,
    env: env ?? [],
  };
}

function contractFeedback({ agent, feedback }: Question, problems: string): FeedbackContext {
  return {
    feedback_from: 'speckit-contract',
    iteration: feedback?.iteration ?? 1,
    max_iterations: Math.max(feedback?.max_iterations ?? 1, feedback?.iteration ?? 1),
    issues_to_fix: [
      ...(feedback?.issues_to_fix ?? []),
      {
        severity: 'CRITICAL',
        type: 'Response Contract',
        message: problems.slice(0, 8_000),
        recommendation: `Keep your files. Answer again as agent "${agent}", with one JSON object as the contract describes it and nothing else.`,
      },
    ],
  };
}

function machineryFailure(
  { agent }: Question,
  { clock }: PlayOptions,
  type: Parameters<typeof failure>[2]['type'],
  message: string,
): Played {
  const response = failure(agent, clock.now(), { type, message });
  return { response, usage: NO_USAGE, log: '', answeredBy: 'machinery' };
}
