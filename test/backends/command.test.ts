import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlayRequest } from '../../src/backends/backend.js';
import { commandBackend } from '../../src/backends/command.js';
import { playRequest } from './support/requests.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speckit-command-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const request = (overrides: Partial<PlayRequest> = {}) =>
  playRequest({
    userRequest: 'x"; touch pwned; $(touch pwned) `touch pwned`',
    workingTree: folder,
    ...overrides,
  });

const script = (text: string) => [process.execPath, '-e', text];
const ECHO = `let text = ''; process.stdin.on('data', (chunk) => { text += chunk; }).on('end', () => {
  console.log(JSON.stringify({ stdin: JSON.parse(text), env: process.env, cwd: process.cwd() })); });`;

interface Echo {
  readonly stdin: Record<string, unknown>;
  readonly env: Record<string, string>;
  readonly cwd: string;
}

describe('the backend command', () => {
  it('hands the context over on stdin and takes the answer from stdout', async () => {
    const backend = commandBackend({ run: script(ECHO) }, process.env);
    const { response, usage } = await backend.play(request());
    const { stdin, cwd } = response as Echo;
    expect(cwd).toBe(folder);
    expect(stdin).toEqual({
      agent: 'implement',
      task: 'T001',
      attempt: 1,
      WORKFLOW_CONTEXT: request().context,
      FEEDBACK_CONTEXT: null,
      USER_REQUEST: request().userRequest,
      prompt: 'the prompt',
    });
    expect(usage.cost_usd).toBe(0);
  });

  it('runs a shell line of the configuration, into which nothing of the request gets', async () => {
    const backend = commandBackend({ run: `cat > /dev/null; echo '{"a":' 1 '}'` }, process.env);
    expect((await backend.play(request())).response).toEqual({ a: 1 });
    await expect(readFile(join(folder, 'pwned'))).rejects.toThrow('ENOENT');
  });

  it('runs no profile of the user, whatever bash thinks of its input', async () => {
    await writeFile(join(folder, '.bashrc'), 'touch pwned\n');
    const source = { PATH: process.env.PATH, HOME: folder };
    await commandBackend({ run: 'echo 1' }, source).play(request());
    await expect(readFile(join(folder, 'pwned'))).rejects.toThrow('ENOENT');
  });

  it('shows the program no variable but the allowed ones', async () => {
    const source = {
      ...process.env,
      GITHUB_TOKEN: 'canary',
      GH_TOKEN: 'canary',
      'INPUT_GITHUB-TOKEN': 'canary',
      ACTIONS_RUNTIME_TOKEN: 'canary',
      MODEL_KEY: 'shown',
      OTHER_KEY: 'shown',
      UNNAMED_KEY: 'canary',
    };
    const backend = commandBackend({ run: script(ECHO), env: ['MODEL_KEY'] }, source);
    const { env } = (await backend.play(request({ env: ['OTHER_KEY'] }))).response as Echo;
    expect(JSON.stringify(env)).not.toContain('canary');
    expect(env).toMatchObject({ MODEL_KEY: 'shown', OTHER_KEY: 'shown', PATH: process.env.PATH });
    expect(Object.keys(env).filter((name) => /^(GITHUB|GH|INPUT|ACTIONS|RUNNER|npm)_/.test(name))).toEqual(
      [],
    );
  });

  it.each(['GITHUB_TOKEN', 'INPUT_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'])(
    'refuses to hand on %s',
    async (name) => {
      const backend = commandBackend({ run: script(ECHO), env: [name] }, process.env);
      await expect(backend.play(request())).rejects.toThrow(new RegExp(`received "${name}"`));
    },
  );

  it('tells a refused key from a service that is busy by what the failing program says', async () => {
    const failing = (text: string) =>
      commandBackend({ run: `echo '${text}' >&2; exit 1` }, process.env).play(request());
    await expect(failing('API Error: 401 invalid x-api-key')).rejects.toMatchObject({
      type: 'UnrecoverableError',
    });
    await expect(failing('API Error: 429 slow down')).rejects.toMatchObject({ type: 'ExternalServiceError' });
    await expect(failing('something else')).rejects.toMatchObject({ type: 'ExternalServiceError' });
  });

  it('ends the whole family of a program that takes too long, also who has left its group', async () => {
    const family = `trap '' TERM
      sleep 300 & echo $! > child
      setsid sleep 301 & echo $! > runaway
      sleep 302`;
    const backend = commandBackend({ run: ['bash', '-c', family], graceMs: 50 }, process.env);
    await expect(backend.play(request({ timeoutMs: 500 }))).rejects.toMatchObject({
      type: 'TimeoutError',
      message: expect.stringContaining('within 0.5 s'),
    });
    for (const name of ['child', 'runaway']) await expectEnded(join(folder, name));
  });

  it('leaves nothing behind after a good answer either', async () => {
    const run = ['bash', '-c', `setsid sleep 303 & echo $! > runaway; echo '{}'`];
    await commandBackend({ run }, process.env).play(request());
    await expectEnded(join(folder, 'runaway'));
  });

  it('says what is wrong when there is no answer', async () => {
    const play = (run: string[], more = {}) => commandBackend({ run, ...more }, process.env).play(request());
    await expect(play(['/no/such/program'])).rejects.toMatchObject({
      type: 'UnrecoverableError',
      message: expect.stringContaining('/no/such/program'),
    });
    await expect(play(script('console.error("no key"); process.exit(3)'))).rejects.toMatchObject({
      type: 'ExternalServiceError',
      message: expect.stringMatching(/exit code 0 .* received 3: no key/),
    });
    await expect(
      play(script('for (;;) console.log("x".repeat(1000))'), { maxOutputBytes: 5_000 }),
    ).rejects.toMatchObject({
      type: 'UnrecoverableError',
      message: expect.stringContaining('more output'),
    });
  });

  it('takes an answer of status error whatever the exit code, and text as text', async () => {
    const failing = script(`console.log('{"status":"error"}'); process.exit(1)`);
    expect((await commandBackend({ run: failing }, process.env).play(request())).response).toEqual({
      status: 'error',
    });
    const chatty = script(`console.log('Sure! {"status": "success"}')`);
    const { response } = await commandBackend({ run: chatty }, process.env).play(request());
    expect(response).toBe('Sure! {"status": "success"}\n');
  });

  it('counts the cost that the program names', async () => {
    const run = script(`console.log('{"usage":{"cost_usd":0.25}}')`);
    expect((await commandBackend({ run }, process.env).play(request())).usage.cost_usd).toBe(0.25);
  });
});

/** A killed process may still be in the table until somebody reaps it: then it is a zombie. */
async function expectEnded(file: string): Promise<void> {
  const pid = (await readFile(file, 'utf8')).trim();
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone');
  expect(status).toMatch(/^gone$|\) Z /);
}
