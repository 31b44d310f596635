/** What clarify's questions and people's answers mean for the job: when it stops, and what agents are told. */
import { type Clarification, MAX_QUESTIONS, questionsToAsk } from '../../domain/clarification.js';
import type { AgentResponse } from '../../domain/contract.js';
import type { WorkflowState } from '../../domain/state.js';
import type { AgentName } from '../../domain/workflows.js';

/** True when an agent asks people something that the workflow may still ask: nothing is played after it. */
export function waitsForAnswers(response: AgentResponse, { clarification }: WorkflowState): boolean {
  if (response.agent !== 'clarify' || response.status !== 'success') return false;
  return questionsToAsk(clarification, response.result).length > 0;
}

/** What the prompt of an agent says about questions and answers; null where it is none of its business. */
export function clarificationFor(agent: AgentName, clarification: Clarification | null) {
  if (agent !== 'clarify' && agent !== 'specify') return null;
  const answers = answersOf(clarification);
  if (agent === 'specify' && answers.length === 0) return null;
  return { answers, left: Math.max(0, MAX_QUESTIONS - (clarification?.questions.length ?? 0)) };
}

/** The questions that people have answered. */
export function answersOf(clarification: Clarification | null) {
  return (clarification?.questions ?? []).flatMap(({ question, answer }) =>
    answer === null ? [] : [{ question, answer }],
  );
}
