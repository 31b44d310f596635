import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

describe('dist/, the bundle that GitHub runs', () => {
  let fresh = '';
  beforeAll(async () => {
    fresh = await mkdtemp(join(tmpdir(), 'speckit-dist-'));
    await run(process.execPath, [join(root, 'scripts/bundle.mjs'), fresh], { cwd: root });
  }, 60_000);
  afterAll(() => rm(fresh, { recursive: true, force: true }));

  it('is what the sources give: run `npm run bundle` after changing them', async () => {
    const committed = await filesOf(join(root, 'dist'));
    expect([...committed.keys()]).toEqual([...(await filesOf(fresh)).keys()]);
    for (const [name, text] of await filesOf(fresh)) {
      if (committed.get(name) !== text)
        throw new Error(`dist/${name} differs from its sources: run \`npm run bundle\``);
    }
  });

  it('decides "none of ours" from little code and without a request', async () => {
    const event = join(fresh, 'event.json');
    const comment = { action: 'created', comment: { body: 'A remark, not a command.' } };
    await writeFile(event, JSON.stringify(comment));
    const { stdout } = await run(process.execPath, [join(root, 'dist/main.js')], {
      env: stepEnvironment(event),
    });
    expect(stdout).toContain('holds no command');
  });

  it('says which variable is missing when it is not run by Actions', async () => {
    const failure = await run(process.execPath, [join(root, 'dist/main.js')], { env: {} }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 1 });
    expect((failure as { stdout: string }).stdout).toContain(
      '::error::expected INPUT_MODE in the environment',
    );
  });
});

async function filesOf(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory))
    .filter((name) => name.endsWith('.js'))
    .sort((a, b) => (a < b ? -1 : 1));
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const),
    ),
  );
}

/** No API can be reached at these addresses: a request would fail. */
function stepEnvironment(eventPath: string): NodeJS.ProcessEnv {
  return {
    INPUT_MODE: 'orchestrate',
    'INPUT_GITHUB-TOKEN': 'none',
    GITHUB_API_URL: 'http://127.0.0.1:1',
    GITHUB_SERVER_URL: 'http://127.0.0.1:1',
    GITHUB_REPOSITORY: 'octo/greeter',
    GITHUB_EVENT_NAME: 'issue_comment',
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKSPACE: tmpdir(),
    RUNNER_TEMP: tmpdir(),
  };
}
