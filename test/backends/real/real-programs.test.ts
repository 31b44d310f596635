/**
 * The real programs against a scripted model on loopback. They are hundreds of megabytes, so they take part only when they
 * are named: `npm run test:backends -- claude-code codex`.
 */
import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { PROGRAMS, type ProgramName } from '../../../src/backends/programs/index.js';
import { inOrder, type Reply, USED } from '../../model-server/script.js';
import { forNamedPrograms } from './named.js';
import { KEY, MOVES } from './programs.js';
import { note, type Seen, type Show, show } from './stage.js';

const status = (code: number): Reply => ({ kind: 'status', status: code });
const contract = (result: Record<string, unknown> = { summary: 'Done.' }, agent = 'implement') => ({
  agent,
  status: 'success',
  timestamp: '2026-01-01T00:00:00Z',
  result,
  error: null,
});

forNamedPrograms('alone', exercise);

function exercise(name: ProgramName): void {
  const { write, run, answer } = MOVES[name];
  const file = write('src/greeting.txt', 'hello');

  /** One situation; the test fails when it comes to anything else, and the table says what it came to. */
  const situation = (what: string, setting: Show, expected: string, look?: (seen: Seen) => Promise<void>) =>
    it(`${what}: ${expected}`, async () => {
      await show(name, setting, async (seen) => {
        await note(name, what, seen.result);
        if (seen.result !== expected) {
          throw new Error(
            `expected ${expected}, received ${seen.result}: ${seen.error?.message}\n${(seen.error?.log ?? seen.outcome?.log ?? '').slice(-3_000)}`,
          );
        }
        // Whatever happens, nothing of a key is stored.
        expect(JSON.stringify([seen.outcome, seen.error?.message, seen.error?.log])).not.toContain(KEY);
        await look?.(seen);
      });
    }, 180_000);

  situation(
    'writes a file and answers',
    { script: inOrder(file, answer(contract())) },
    'an answer',
    async (seen) => {
      expect(seen.outcome?.response).toEqual(contract());
      expect(await seen.read('src/greeting.txt')).toBe('hello');
      expect(seen.outcome?.usage).toMatchObject({
        tokens: 2 * (USED.input + USED.output),
        turns: expect.any(Number),
      });
      expect(seen.outcome?.usage.cost_usd ?? 0).toBeGreaterThanOrEqual(0);
      expect(JSON.stringify(seen.server.turns[0]?.body)).toContain('House rule 4711');
    },
  );

  situation(
    'sees no credential of the job',
    { script: inOrder(run('env > src/env.txt; unset A'), answer(contract())) },
    name === 'codex' || name === 'gemini' || name === 'copilot' ? 'an answer' : 'UnrecoverableError',
    async (seen) => {
      expect(await seen.read('src/env.txt')).toMatch(/PATH=/);
      expect(await seen.read('src/env.txt')).not.toContain('canary-of-the-job');
    },
  );

  situation(
    'commits',
    { script: inOrder(file, run('git commit --quiet --allow-empty --message=x'), answer(contract())) },
    'an answer',
  );

  situation(
    'is denied a tool and writes nothing',
    {
      agent: 'specify',
      script: inOrder(
        run(`node -e "require('fs').writeFileSync('src/out.txt', 'x')"`),
        answer(contract(undefined, 'specify')),
      ),
    },
    name === 'codex' ? 'an answer' : 'ValidationError',
  );

  situation(
    'claims files that it did not write',
    { script: inOrder(answer(contract({ summary: 'Done.', files_changed: ['src/nowhere.txt'] }))) },
    'ValidationError',
  );

  situation(
    'answers with prose, again and again',
    { script: inOrder({ kind: 'text', text: 'Sure, all done!' }) },
    'text instead of an answer',
  );

  situation(
    '429, then success',
    { script: inOrder(status(429), file, answer(contract())) },
    name === 'codex' ? 'ExternalServiceError' : 'an answer',
  );
  // Copilot alone waits for most of a minute before it gives up.
  situation('429 for ever', { script: inOrder(status(429)), timeoutMs: 120_000 }, 'ExternalServiceError');
  situation('401', { script: inOrder(status(401)) }, 'UnrecoverableError');
  situation('400', { script: inOrder(status(400)) }, 'UnrecoverableError');
  situation('529', { script: inOrder(status(529)), timeoutMs: 60_000 }, 'ExternalServiceError');
  situation(
    'the service talks garbage',
    { script: inOrder({ kind: 'garbage' }), timeoutMs: 60_000 },
    'ExternalServiceError',
  );

  situation(
    'never comes to an end, up to the limit of turns',
    { script: inOrder(file), limits: { max_turns: 3 } },
    'MaxIterationsReached',
  );

  if (PROGRAMS[name].reportsCost) {
    situation(
      'the limit of cost is reached',
      { script: inOrder(file), limits: { max_cost_usd: 0.005 } },
      'MaxIterationsReached',
      async (seen) => {
        expect(seen.error?.usage?.cost_usd).toBeGreaterThanOrEqual(0.005);
      },
    );
  } else {
    it('reports no cost, so that it knows no limit of cost', () =>
      note(name, 'the limit of cost is reached', 'reports no cost'));
  }

  situation(
    'is ended by SIGTERM from outside',
    {
      script: () => {
        const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(process.pid)], {
          encoding: 'utf8',
        });
        // The list holds `ps` itself, which has ended by now.
        for (const pid of children.trim().split(/\s+/)) end(Number(pid));
        return { kind: 'hang' };
      },
      timeoutMs: 30_000,
    },
    'ExternalServiceError',
  );

  situation(
    'the model hangs while a tool runs on',
    {
      // The name of the sleeper is unique, so that it can be looked for.
      script: (_request, turn) =>
        turn === 0
          ? run(`setsid -f sleep 86399.${process.pid} > /dev/null 2>&1; echo started`)
          : { kind: 'hang' },
      // Long enough for two turns on a busy machine; opencode is the slowest to start.
      timeoutMs: name === 'opencode' ? 45_000 : 20_000,
    },
    'TimeoutError',
    async (seen) => {
      expect(seen.server.turns.length).toBeGreaterThan(1);
      expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(
        `sleep 86399.${process.pid}`,
      );
    },
  );
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
