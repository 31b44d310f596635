import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Exchange } from '../../../sandbox/contract.js';
import { createLive } from '../../../sandbox/demo/live.js';

/** To the first line of the list, which is seven lines high, and everything below erased. */
const BACK = '\u001B[7A\u001B[0J';
const NOW = Date.parse('2026-01-12T10:00:30Z');
const STATE = {
  feature_id: '001-greeting',
  slug: 'greeting',
  status: 'running',
  steps: ['specify', 'checkpoint', 'implement', 'test'],
  completed_agents: ['specify'],
  implementation_approved: true,
  agent_results: { specify: { duration_ms: 4_200 } },
  tasks: [
    { id: 'T001', description: 'Greet\u001B[2J in many words', status: 'running' },
    { id: 'T002', description: 'Say goodbye', status: 'pending' },
    { id: 'T003', description: 'Say hello', status: 'done' },
  ],
  assignments: [
    {
      agents: ['implement'],
      tasks: ['T001'],
      attempt: 2,
      status: 'dispatched',
      dispatched_at: '2026-01-12T10:00:18Z',
    },
  ],
};

function written(state: unknown, url = '/repos/octo/greeter/contents/.specify%2Fworkflow-state%2F') {
  return {
    method: 'PUT',
    url: `${url}0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77.json`,
    status: 200,
    requestBody: { content: Buffer.from(JSON.stringify(state)).toString('base64') },
  } as unknown as Exchange;
}

function terminal(columns = 80) {
  const writes: string[] = [];
  return { columns, writes, write: (text: string) => writes.push(text) };
}

afterEach(() => {
  jest.useRealTimers();
});

describe('the list of the demo', () => {
  it('shows agents and running tasks, without what a terminal would act on', () => {
    const screen = terminal();
    const live = createLive(screen, false, () => NOW);
    live.see(written(STATE));
    live.stop();
    expect(screen.writes).toEqual([
      [
        '',
        '001-greeting: running',
        '  ✓ specify          done               4 s',
        '  ✓ checkpoint       done',
        '  ● implement        running            12 s, attempt 2, 1 of 3 tasks',
        '    ● T001           running            Greet in many words',
        '  · test             to do',
        '',
      ].join('\n'),
    ]);
  });

  it('is redrawn in its place, below what is printed, and each second', () => {
    jest.useFakeTimers();
    const screen = terminal();
    const live = createLive(screen, false, () => NOW);
    live.see(written(STATE));
    live.print('a line');
    jest.advanceTimersByTime(1_000);
    live.stop();
    jest.advanceTimersByTime(5_000);
    expect(screen.writes).toHaveLength(3);
    expect(screen.writes[1]?.startsWith(`${BACK}a line\n\n001-greeting`)).toBe(true);
    expect(screen.writes[2]?.startsWith(`${BACK}\n001-greeting`)).toBe(true);
  });

  it('is never wider than the terminal', () => {
    const screen = terminal(30);
    const live = createLive(screen, true, () => NOW);
    live.see(written(STATE));
    live.stop();
    const lines = stripVTControlCharacters(screen.writes[0] ?? '').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(30);
  });

  it('has nothing to show before a state was written', () => {
    const screen = terminal();
    const live = createLive(screen, false);
    live.see(written({}, '/repos/octo/greeter/contents/other/'));
    live.print('a line');
    live.stop();
    expect(screen.writes).toEqual(['a line\n']);
  });
});
