import { type Clarification, type ClarifyQuestion, indexOfOption } from '../domain/clarification.js';
import type { AnswersGiven } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import type { Draft } from './draft.js';
import { type Refusal, refuse } from './refusal.js';

/** As much of a free text as is kept. */
const ANSWER_CHARACTERS = 2_000;

/** The questions that nobody has answered yet. */
export function openQuestions(state: Pick<WorkflowState, 'clarification'>): readonly ClarifyQuestion[] {
  return state.clarification?.questions.filter((one) => one.answer === null) ?? [];
}

/** Stops after clarify until people have answered its questions; clarify then runs once more, to write them down. */
export function askQuestions(draft: Draft, questions: readonly ClarifyQuestion[]): void {
  const earlier = draft.state.clarification?.questions ?? [];
  draft.set({
    clarification: { asked_at: draft.event.at, questions: [...earlier, ...questions] },
    current_agent: null,
    resume_from: 'clarify',
  });
  draft.tell('clarify', `asks ${questions.length} question(s); a person has to answer`);
  draft.turn('awaiting_clarification', null);
  draft.emit({ kind: 'post_comment', topic: 'clarification' });
}

/**
 * `/answer`. What fits is kept, and people are told what is still open; an answer to a question that does not exist, or
 * with an option that it does not have, changes nothing at all, so that a slip is not recorded as somebody's wish.
 */
export function answersGiven(draft: Draft, event: AnswersGiven): Refusal | null {
  const { state } = draft;
  if (state.status !== 'awaiting_clarification' || state.clarification === null) {
    return refuse.notAwaitingAnswers(state);
  }
  const taken = takeAll(state.clarification, event);
  if (!Array.isArray(taken)) return taken;
  const before = openQuestions(state);
  draft.set({ clarification: { ...state.clarification, questions: taken } });
  const open = openQuestions(draft.state);
  draft.tell(event.by, `answered ${describe(event, before, open)}`);
  if (open.length > 0) {
    const numbers = open.map((one) => one.number).join(', ');
    draft.turn('awaiting_clarification', `open: question ${numbers}`);
    draft.emit({ kind: 'post_comment', topic: 'clarification' });
    return null;
  }
  draft.turn('running', null);
  draft.set({ resume_from: null });
  return null;
}

function describe(
  { answers }: AnswersGiven,
  before: readonly ClarifyQuestion[],
  open: readonly ClarifyQuestion[],
): string {
  const count = Math.max(answers.length, before.length - open.length);
  return open.length === 0 ? 'all questions' : `${count} question(s), ${open.length} still open`;
}

function takeAll(
  { questions }: Clarification,
  { answers, rest_recommended, by }: AnswersGiven,
): ClarifyQuestion[] | Refusal {
  let taken = [...questions];
  let rest = rest_recommended;
  for (const { question, text } of answers) {
    // "recommended" alone means every question that is open.
    if (question === null && saysRecommended(text)) {
      rest = true;
      continue;
    }
    const meant = meantQuestion(taken, question);
    if ('reason' in meant) return meant;
    const answer = answerOf(meant, text);
    if (typeof answer !== 'string') return answer;
    taken = taken.map((one) => (one.number === meant.number ? { ...one, answer, answered_by: by } : one));
  }
  if (rest) taken = taken.map((one) => (one.answer === null ? withRecommended(one, by) : one));
  const changed = taken.some((one, index) => one.answer !== questions[index]?.answer);
  return changed ? taken : refuse.noAnswer(openIn(questions));
}

function meantQuestion(
  questions: readonly ClarifyQuestion[],
  number: number | null,
): ClarifyQuestion | Refusal {
  if (number === null) {
    const open = questions.filter((one) => one.answer === null);
    const [only] = open;
    return only !== undefined && open.length === 1 ? only : refuse.whichQuestion(openIn(questions));
  }
  return questions.find((one) => one.number === number) ?? refuse.unknownQuestion(number, openIn(questions));
}

function answerOf(question: ClarifyQuestion, said: string): string | Refusal {
  const text = said.trim().slice(0, ANSWER_CHARACTERS);
  const { options, number } = question;
  if (text === '') return refuse.noAnswer([number]);
  if (saysRecommended(text)) return recommendedOf(question) ?? refuse.noRecommendation(number);
  const option = options[indexOfOption(options, text) ?? -1];
  if (option !== undefined) return option;
  // One letter is meant for an option; where there is none of that name, it is no free text either.
  return options.length > 0 && /^[a-z][).:]?$/i.test(text)
    ? refuse.noSuchOption(number, text, options.length)
    : text;
}

function withRecommended(question: ClarifyQuestion, by: string): ClarifyQuestion {
  const answer = recommendedOf(question);
  return answer === null ? question : { ...question, answer, answered_by: by };
}

function recommendedOf({ options, recommended }: ClarifyQuestion): string | null {
  return recommended === null ? null : (options[recommended] ?? null);
}

function saysRecommended(text: string): boolean {
  return /^recommended[.!]?$/i.test(text.trim());
}

function openIn(questions: readonly ClarifyQuestion[]): number[] {
  return questions.filter((one) => one.answer === null).map((one) => one.number);
}
