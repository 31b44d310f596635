import { describe, expect, it } from '@jest/globals';
import type { AnswersGiven } from '../../src/domain/events.js';
import { answer, content } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const QUESTIONS = [
  { question: 'Which cards?', options: ['Visa', 'All'], recommended: 'B' },
  { question: 'Which currency?', options: [{ text: 'EUR' }, { text: 'USD' }] },
  { question: 'Who may refund?' },
];

/** A standard workflow whose clarify asks this. */
function asked(questions: readonly unknown[] = QUESTIONS): Simulation {
  const world = new Simulation().request('standard').settle();
  return ask(world, 'specify', questions);
}

function ask(world: Simulation, job: string, questions: readonly unknown[]): Simulation {
  const { id, agents } = world.outFor(job);
  const responses = agents
    .slice(0, agents.indexOf('clarify') + 1)
    .map((agent) => answer(agent, null, agent === 'clarify' ? ({ questions } as never) : {}));
  world.send({
    type: 'assignment_finished',
    assignment_id: id,
    responses,
    usage: [],
    landed: content(world.newHead(), 'specified'),
  });
  return world;
}

function reply(
  answers: AnswersGiven['answers'],
  rest_recommended = false,
): { type: 'answers_given' } & Pick<AnswersGiven, 'answers' | 'rest_recommended' | 'by'> {
  return { type: 'answers_given', answers, rest_recommended, by: 'dave' };
}

describe('questions of clarify', () => {
  it('stop the run, are posted once, and leave clarify open', () => {
    const world = asked();
    expect(world.state).toMatchObject({
      status: 'awaiting_clarification',
      resume_from: 'clarify',
      completed_agents: ['specify'],
      clarification: {
        questions: [{ number: 1, recommended: 1 }, { number: 2 }, { number: 3, options: [] }],
      },
    });
    expect(world.out).toEqual([]);
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'clarification' }]);
  });

  it('go on with clarify and what comes after it when all are answered', () => {
    const world = asked();
    world.send(
      reply([
        { question: 1, text: 'recommended' },
        { question: 2, text: 'a' },
        { question: 3, text: 'Owners only' },
      ]),
    );
    expect(world.state.status).toBe('running');
    expect(world.state.clarification?.questions.map((one) => [one.answer, one.answered_by])).toEqual([
      ['All', 'dave'],
      ['EUR', 'dave'],
      ['Owners only', 'dave'],
    ]);
    expect(world.outFor('clarify')).toMatchObject({ agents: ['clarify', 'plan', 'tasks'], attempt: 2 });
    world.finish('clarify').settle();
    expect(world.state.status).toBe('awaiting_implementation_approval');
  });

  it('keep partial answers, and say what is open', () => {
    const world = asked();
    world.send(reply([{ question: 2, text: 'USD' }]));
    expect(world.state).toMatchObject({
      status: 'awaiting_clarification',
      status_reason: 'open: question 1, 3',
    });
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'clarification' }]);
    world.send(reply([], true));
    expect(world.state.status_reason).toBe('open: question 3');
    world.send(reply([{ question: null, text: 'Owners' }]));
    expect(world.state.status).toBe('running');
    expect(world.state.clarification?.questions.map((one) => one.answer)).toEqual(['All', 'USD', 'Owners']);
  });

  it('may be answered anew while others are open', () => {
    const world = asked();
    world.send(reply([{ question: 1, text: 'A' }]));
    world.send(reply([{ question: 1, text: 'B' }]));
    expect(world.state.clarification?.questions[0]?.answer).toBe('All');
  });

  it.each([
    ['unknown_question', reply([{ question: 4, text: 'A' }])],
    ['which_question', reply([{ question: null, text: 'A' }])],
    ['no_such_option', reply([{ question: 1, text: 'C' }])],
    ['no_recommendation', reply([{ question: 2, text: 'recommended' }])],
    ['no_answer', reply([{ question: 1, text: ' ' }])],
    ['no_answer', reply([])],
    [
      'unknown_question',
      reply(
        [
          { question: 1, text: 'A' },
          { question: 9, text: 'A' },
        ],
        true,
      ),
    ],
  ] as const)('C2 %s changes nothing', (reason, body) => {
    const world = asked();
    const { state } = world;
    expect(world.refused(body)).toBe(reason);
    expect(world.last.refusal?.expected).toContain('/answer');
    expect(world.state).toBe(state);
  });

  it('C2 are answered only while they are open', () => {
    const world = new Simulation().request('standard').settle();
    expect(world.refused(reply([{ question: 1, text: 'A' }]))).toBe('not_awaiting_answers');
  });

  it('C1 are five in all, however often clarify asks', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ question: `What about ${n}?` }));
    const world = asked(many(3));
    const answerAll = () => {
      const open = world.state.clarification?.questions.filter((one) => one.answer === null) ?? [];
      world.send(reply(open.map((one) => ({ question: one.number, text: 'yes' }))));
    };
    answerAll();
    ask(world, 'clarify', many(9));
    expect(world.state.clarification?.questions.map((one) => one.number)).toEqual([1, 2, 3, 4, 5]);
    answerAll();
    ask(world, 'clarify', many(1));
    expect(world.state.completed_agents).toContain('clarify');
  });

  it('are put again by resume, once', () => {
    const world = asked().settle().command('resume');
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'clarification' }]);
    world.command('resume');
    expect(world.last.effects).toEqual([]);
    expect(world.state.status).toBe('awaiting_clarification');
  });

  it('are still open after a pause', () => {
    const world = asked().settle().command('pause');
    expect(world.refused(reply([{ question: 1, text: 'A' }]))).toBe('not_awaiting_answers');
    world.command('resume');
    expect(world.state.status).toBe('awaiting_clarification');
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'clarification' }]);
  });
});
