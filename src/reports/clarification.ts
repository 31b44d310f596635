import type { ClarifyQuestion } from '../domain/clarification.js';
import type { WorkflowState } from '../domain/state.js';
import { count, list } from './format.js';
import { firstFitting, page } from './table.js';
import { BODY_LIMIT, inline, mention } from './text.js';

/** Characters per text, until the comment fits: what a person has to type stands at its end. */
const ROOM = [2_000, 600, 150, 40];

/** Clarify's questions with their options, what was answered so far, and exactly what to type. */
export function renderClarification(state: WorkflowState): string {
  return firstFitting(ROOM, BODY_LIMIT, (limit) => compose(state, limit)) ?? compose(state, 10);
}

/** What to type while questions are open, as half a sentence. */
export function answerNeed(state: WorkflowState): string {
  const open = openQuestions(state);
  if (open.length === 0) return 'every question is answered; `/resume` goes on';
  const numbers = open.map((one) => String(one.number));
  const which =
    numbers.length === 1 ? `question ${numbers[0]} is open` : `questions ${list(numbers)} are open`;
  return `${which}; comment \`${example(open)}\`${recommended(open) ? ', or `/answer recommended`' : ''}`;
}

function compose(state: WorkflowState, limit: number): string {
  const open = openQuestions(state);
  const answered = questions(state).filter((one) => one.answer !== null);
  return page(
    '## ❓ Questions about the specification',
    `${mention(state.origin.requester)}, ${count(open.length, 'question')} ${open.length === 1 ? 'has' : 'have'} to be answered before planning goes on. Anybody with write access may answer.`,
    answeredSection(answered, limit),
    open.map((one) => questionBlock(one, limit)).join('\n\n'),
    '---',
    choices(open),
  );
}

function answeredSection(answered: readonly ClarifyQuestion[], limit: number): string {
  if (answered.length === 0) return '';
  const lines = answered.map((one) => {
    const by = one.answered_by === null ? '' : ` (${inline(one.answered_by, 100)})`;
    return `- ✅ ${one.number}. ${inline(one.question, limit)} → ${inline(one.answer ?? '', limit)}${by}`;
  });
  return `**Answered so far:**\n${lines.join('\n')}`;
}

function questionBlock(one: ClarifyQuestion, limit: number): string {
  const options = one.options.map((option, index) => {
    const mark = index === one.recommended ? ' ⭐ recommended' : '';
    return `- **${letter(index)}**: ${inline(option, limit)}${mark}`;
  });
  const free = one.options.length === 0 ? ['- Answer in your own words.'] : [];
  return [`**${one.number}. ${inline(one.question, limit)}**`, ...options, ...free].join('\n');
}

function choices(open: readonly ClarifyQuestion[]): string {
  const first = open.find((one) => one.options.length > 0) ?? open[0];
  const rest =
    open.length > 1 && first !== undefined && recommended(open.filter((one) => one !== first))
      ? [`- \`/answer ${shortAnswer(first)} rest: recommended\` - Answer one, take ⭐ for the rest`]
      : [];
  return [
    '**Type one of:**',
    ...(recommended(open) ? ['- `/answer recommended` - Take ⭐ everywhere'] : []),
    `- \`${example(open)}\` - ${open.some((one) => one.options.length > 0) ? 'A letter, or your own words' : 'Your own words'} after the number`,
    ...rest,
    '- `/pause` - Save state, resume later',
    '- `/abort` - Cancel workflow',
    ...(open.length > 1
      ? [
          '',
          'All in one comment, or one answer per line. What you leave out stays open, and you are asked again.',
        ]
      : []),
  ].join('\n');
}

/** `/answer 1:B 2: your own words`: with the questions that are really open, the last one in words to show that too. */
function example(open: readonly ClarifyQuestion[]): string {
  const answers = open.map((one, index) =>
    index > 0 && index === open.length - 1 ? inWords(one) : shortAnswer(one),
  );
  return `/answer ${answers.join(' ')}`.trim();
}

function shortAnswer(one: ClarifyQuestion): string {
  if (one.options.length === 0) return inWords(one);
  return `${one.number}:${letter(one.options.length > 1 ? 1 : 0)}`;
}

function inWords(one: ClarifyQuestion): string {
  return `${one.number}: your own words`;
}

/** True where `/answer recommended` settles every one of them. */
function recommended(open: readonly ClarifyQuestion[]): boolean {
  return open.length > 0 && open.every((one) => one.recommended !== null);
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

function openQuestions(state: WorkflowState): ClarifyQuestion[] {
  return questions(state).filter((one) => one.answer === null);
}

function questions(state: WorkflowState): readonly ClarifyQuestion[] {
  return state.clarification?.questions ?? [];
}
