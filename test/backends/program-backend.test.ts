import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Limits } from '../../src/backends/agent-program.js';
import type { PlayRequest } from '../../src/backends/backend.js';
import { programBackend } from '../../src/backends/program-backend.js';
import { fakeProgram } from './support/fake-program.js';
import { playRequest } from './support/requests.js';

const KEY = 'k/e+y=0123456789';
const ANSWER = { agent: 'implement', status: 'success', result: {} };

let folder: string;
let tree: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speckit-program-'));
  tree = join(folder, 'tree');
  execFileSync('git', ['init', '--quiet', tree]);
  await writeFile(join(tree, 'README.md'), 'x');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Lets the fake program, a piece of JavaScript, play once. */
function play(script: string, more: Partial<PlayRequest> & { readonly limits?: Partial<Limits> } = {}) {
  const { limits, ...request } = more;
  const tools = `const fs = require('node:fs'); const say = (event) => console.log(JSON.stringify(event));
    const answer = (value) => say({ type: 'answer', text: JSON.stringify(value) });
    const given = JSON.parse(process.argv[1]);\n`;
  const backend = programBackend(
    'fake',
    fakeProgram,
    {
      limits: () => ({ model: null, maxTurns: 50, maxCostUsd: null, ...limits }),
      install: async () => ({ file: process.execPath, args: ['-e', tools + script, '--'] }),
      graceMs: 50,
    },
    { ...process.env, RUNNER_TEMP: folder, FAKE_KEY: KEY, GITHUB_TOKEN: 'canary', UNNAMED: 'canary' },
  );
  return backend.play(playRequest({ workingTree: tree, ...request }));
}

const DONE = `fs.writeFileSync('new.txt', 'x'); answer(${JSON.stringify(ANSWER)});`;

describe('a coding agent that does its work', () => {
  it('is given the prompt on stdin, and answers', async () => {
    const { response, usage } = await play(
      `const prompt = fs.readFileSync(0, 'utf8'); fs.writeFileSync('new.txt', prompt);
       say({ type: 'turn', cost: 0.5 }); answer({ ...${JSON.stringify(ANSWER)}, prompt: prompt.length });`,
      { prompt: 'p'.repeat(300_000) },
    );
    expect(response).toEqual({ ...ANSWER, prompt: 300_000 });
    expect(usage).toEqual({ duration_ms: expect.any(Number), cost_usd: 0.5, tokens: 20, turns: 1 });
  });

  it('sees its key and nothing of the job', async () => {
    const { log } = await play(`say(process.env); ${DONE}`);
    expect(log).toContain('"FAKE_KEY":"[redacted]"');
    expect(log).not.toContain('canary');
  });

  it('finds its settings in a folder that is gone afterwards', async () => {
    const { log } = await play(
      `console.log(fs.readFileSync(given.scratch + '/home/settings.json', 'utf8'), process.env.TMPDIR); ${DONE}`,
    );
    expect(log).toMatch(/^\{\} .*\/speckit-agent-\w+\/tmp$/m);
    expect(await readdir(folder)).toEqual(['tree']);
  });

  it.each([
    ['implement', { write: true, run: true, web: false }],
    ['specify', { write: true, run: false, web: false }],
    ['research', { write: true, run: false, web: true }],
  ] as const)('may do what %s needs', async (agent, permissions) => {
    const { response } = await play(`fs.writeFileSync('new.txt', 'x'); answer(given.permissions);`, {
      agent,
    });
    expect(response).toEqual(permissions);
  });

  it('may leave its answer in a file', async () => {
    const { response } = await play(
      `fs.writeFileSync('new.txt', 'x'); fs.writeFileSync(given.scratch + '/left.txt', ${JSON.stringify(`Done: ${JSON.stringify(ANSWER)}`)});`,
    );
    expect(response).toEqual(ANSWER);
  });

  it('may print its key in every form: none of them is kept', async () => {
    const forms = `[k, encodeURIComponent(k), Buffer.from(k).toString('base64')]`;
    const { log, response } = await play(
      `const k = process.env.FAKE_KEY; fs.writeFileSync('new.txt', 'x'); console.error(${forms}.join(' '));
       answer({ ...${JSON.stringify(ANSWER)}, [k]: ${forms} });`,
    );
    for (const form of [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')]) {
      expect(log + JSON.stringify(response)).not.toContain(form);
    }
  });
});

describe('a coding agent that does not', () => {
  it('has no key', async () => {
    const backend = programBackend(
      'fake',
      fakeProgram,
      { limits: () => ({ model: null, maxTurns: 1, maxCostUsd: null }) },
      {},
    );
    await expect(backend.play(playRequest({ workingTree: tree }))).rejects.toMatchObject({
      type: 'UnrecoverableError',
      message: expect.stringMatching(
        /key of backend fake in FAKE_KEY or OTHER_KEY, .* backends\.fake\.secret_env/,
      ),
    });
  });

  it.each([
    [
      'says that it failed',
      `say({ type: 'failed', message: 'overloaded' }); answer({});`,
      'ExternalServiceError',
      /overloaded/,
    ],
    ['fails without a word', `process.exit(7)`, 'ExternalServiceError', /exit code 0 .*received 7/],
    [
      'fails although it has an answer',
      `${DONE} process.exitCode = 3;`,
      'ExternalServiceError',
      /received 3/,
    ],
    [
      'complains about its key',
      `console.error('Invalid API key'); process.exit(1)`,
      'UnrecoverableError',
      /Invalid API key/,
    ],
    [
      'is killed from outside',
      `process.kill(process.pid, 'SIGKILL')`,
      'ExternalServiceError',
      /by a signal from outside/,
    ],
    ['ends politely without a word', '', 'ExternalServiceError', /received none: it was ended from outside/],
    ['ends as after SIGTERM', `process.exit(143)`, 'ExternalServiceError', /by a signal from outside/],
    [
      'says success after a denial',
      `say({ type: 'denied', tool: 'Write' }); answer(${JSON.stringify(ANSWER)})`,
      'ValidationError',
      /nothing was written, and it was denied Write/,
    ],
    [
      'names files that it did not write',
      `answer({ ...${JSON.stringify(ANSWER)}, result: { files_changed: ['a.js'] } })`,
      'ValidationError',
      /it names a\.js as changed/,
    ],
    [
      'writes its key into a file',
      `fs.writeFileSync('new.env', 'KEY=' + process.env.FAKE_KEY); answer({})`,
      'UnrecoverableError',
      /value of FAKE_KEY into new\.env/,
    ],
    [
      'hides its key in a file',
      `fs.writeFileSync('b', Buffer.from(process.env.FAKE_KEY).toString('base64')); answer({})`,
      'UnrecoverableError',
      /into b:/,
    ],
  ])('%s', async (_what, script, type, message) => {
    await expect(play(script)).rejects.toMatchObject({ type, message: expect.stringMatching(message) });
  });

  it('is told from its own text when it writes none', async () => {
    expect((await play(`say({ type: 'answer', text: 'I could not.' })`)).response).toBe('I could not.');
  });

  it('may honestly have nothing to do', async () => {
    expect((await play(`answer(${JSON.stringify(ANSWER)})`)).response).toEqual(ANSWER);
  });

  it('hangs: its family is ended, and what it used is known', async () => {
    const script = `say({ type: 'turn', cost: 0.25 });
      const child = require('node:child_process').spawn('sleep', ['307'], { detached: true, stdio: 'ignore' });
      fs.writeFileSync('pid', String(child.pid)); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;
    await expect(play(script, { timeoutMs: 3_000 })).rejects.toMatchObject({
      type: 'TimeoutError',
      message: expect.stringContaining('within 3 s'),
      usage: { duration_ms: expect.any(Number), cost_usd: 0.25, tokens: 10, turns: 1 },
    });
    const pid = (await readFile(join(tree, 'pid'), 'utf8')).trim();
    expect(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone')).toMatch(/^gone$|\) Z /);
  });

  const ENDLESS = `setInterval(() => say({ type: 'turn', cost: 0.1 }), 5);`;

  it('takes too many turns', async () => {
    await expect(play(ENDLESS, { limits: { maxTurns: 4 } })).rejects.toMatchObject({
      type: 'MaxIterationsReached',
      message: expect.stringMatching(/within 4 turns; it was ended\. Raise the limit in backends\.fake/),
    });
  });

  it('spends too much', async () => {
    await expect(play(ENDLESS, { limits: { maxCostUsd: 0.3 } })).rejects.toMatchObject({
      type: 'MaxIterationsReached',
      message: expect.stringContaining('0.3 USD'),
    });
  });

  it('prints nothing but garbage, without end', async () => {
    const script = `const noise = '{"x'.repeat(20000); setInterval(() => process.stdout.write(noise), 1);`;
    await expect(play(script, { timeoutMs: 2_000 })).rejects.toMatchObject({ type: 'TimeoutError' });
  });
});
