import type { AgentProgram } from '../../../src/backends/agent-program.js';
import { finalAnswer } from '../../../src/backends/final-answer.js';
import { at, count, jsonLines, text } from '../../../src/backends/json.js';

/** The adapter of a program that exists in tests only: one event per line, the last one is the answer. */
export const fakeProgram: AgentProgram = {
  package: { name: 'fake', version: '1.0.0', entries: [] },
  reportsCost: true,
  secretEnv: ['FAKE_KEY', 'OTHER_KEY'],
  settings: ['FAKE_URL'],
  leaves: 'left.txt',
  start: ({ scratch, permissions, limits }) => ({
    args: [JSON.stringify({ scratch, permissions, limits })],
    env: { FAKE_HOME: scratch },
    files: { 'home/settings.json': '{}' },
  }),
  meter: (event) => ({ turns: event.type === 'turn' ? 1 : 0, costUsd: count(event.cost) }),
  read: ({ stdout, leftFile }) => {
    const events = jsonLines(stdout);
    const failed = events.findLast(({ type }) => type === 'failed');
    const said = leftFile || text(events.findLast(({ type }) => type === 'answer')?.text);
    return {
      answer: said === '' ? null : finalAnswer(said),
      failure:
        failed === undefined ? null : { type: 'ExternalServiceError', message: text(at(failed, 'message')) },
      costUsd: events.reduce((sum, event) => sum + count(event.cost), 0),
      tokens: 10 * events.length,
      turns: events.filter(({ type }) => type === 'turn').length,
      denied: events.filter(({ type }) => type === 'denied').map((event) => text(event.tool)),
    };
  },
};
