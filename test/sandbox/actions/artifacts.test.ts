// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow files hold GitHub's own expressions.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readZip } from '../../../sandbox/actions/standins/zip.js';
import { type Artifact, createWorld, onlyRun, type World, workflow } from './support/world.js';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

const BASE = '/repos/acme/app/actions';

async function push(jobs: string) {
  await world.push(workflow(`on: push\njobs:\n${jobs}`));
  return onlyRun(world);
}

async function artifacts(query = '') {
  return world.get<{ total_count: number; artifacts: Artifact[] }>(`/actions/artifacts${query}`);
}

async function contents(artifact: Artifact | undefined): Promise<Record<string, string>> {
  const redirect = await world.request('GET', `${BASE}/artifacts/${artifact?.id}/zip`);
  expect(redirect.status).toBe(302);
  const address = new URL(redirect.headers.get('location') ?? '');
  const zip = await (await world.request('GET', address.pathname + address.search)).arrayBuffer();
  return Object.fromEntries(readZip(Buffer.from(zip)).map(({ name, data }) => [name, data.toString()]));
}

const upload = (options: string) =>
  `      - uses: actions/upload-artifact@v4\n        with: { ${options} }\n`;
const download = (options: string) =>
  `      - uses: actions/download-artifact@v5\n        with: { ${options} }\n`;
const job = (name: string, steps: string, needs = '') =>
  `  ${name}:\n    runs-on: x\n${needs}    steps:\n${steps}`;
const FILES =
  '      - run: mkdir -p out/deep && echo one > out/a.txt && echo two > out/deep/b.txt && echo h > out/.hidden\n';

describe('artifacts', () => {
  it('travel from job to job', async () => {
    const { log, run } = await push(
      job('a', `${FILES}${upload('name: result, path: out')}`) +
        job(
          'b',
          `${download('name: result, path: in')}      - run: cat in/a.txt in/deep/b.txt; ls -A in\n`,
          '    needs: a\n',
        ),
    );
    expect(run.conclusion).toBe('success');
    expect(log).toMatch(/ one\n.* two\n.* a\.txt\n.* deep\n/);
    const { total_count, artifacts: list } = await artifacts();
    expect(total_count).toBe(1);
    expect(list[0]).toMatchObject({
      name: 'result',
      expired: false,
      workflow_run: { id: run.id, head_branch: 'main' },
    });
    expect(await contents(list[0])).toEqual({ 'a.txt': 'one\n', 'deep/b.txt': 'two\n' });
  });

  it('keep paths below what all searches share, and obey patterns and exclusions', async () => {
    await push(
      job(
        'a',
        FILES +
          upload('name: many, path: "out/a.txt\\nout/deep"') +
          upload('name: globbed, path: "out/**/*.txt\\n!out/a.txt"') +
          upload('name: single, path: out/deep/b.txt') +
          upload('name: hidden, path: out, include-hidden-files: true'),
      ),
    );
    const byName = Object.fromEntries(
      (await artifacts()).artifacts.map((artifact) => [artifact.name, artifact]),
    );
    expect(Object.keys(await contents(byName.many))).toEqual(['a.txt', 'deep/b.txt']);
    expect(Object.keys(await contents(byName.globbed))).toEqual(['deep/b.txt']);
    expect(Object.keys(await contents(byName.single))).toEqual(['b.txt']);
    expect(Object.keys(await contents(byName.hidden))).toEqual(['.hidden', 'a.txt', 'deep/b.txt']);
  });

  it('come all at once, each in a directory or merged', async () => {
    const { log } = await push(
      job(
        'a',
        FILES +
          upload('name: x-1, path: out/a.txt') +
          upload('name: x-2, path: out/deep') +
          download('path: all') +
          download('path: flat, pattern: x-*, merge-multiple: true') +
          '      - run: cd all && ls x-1 x-2 ../flat\n',
      ),
    );
    expect(log).toMatch(
      / \.\.\/flat:\n.* a\.txt\n.* b\.txt\n(.*\n)?.* x-1:\n.* a\.txt\n(.*\n)?.* x-2:\n.* b\.txt\n/,
    );
  });

  it('fail a step that wants a missing one', async () => {
    const { log, run } = await push(job('a', `${download('name: nope')}`));
    expect(log).toContain('##[error]Unable to download artifact(s): Artifact not found for name: nope');
    expect(run.conclusion).toBe('failure');
  });

  it.each([
    ['ignore', 'success', / No files were found/],
    ['warn', 'success', /##\[warning\]No files were found/],
    ['error', 'failure', /##\[error\]No files were found/],
  ])('treat a missing path by if-no-files-found: %s', async (mode, conclusion, line) => {
    const { log, run } = await push(job('a', upload(`name: r, path: nowhere, if-no-files-found: ${mode}`)));
    expect(run.conclusion).toBe(conclusion);
    expect(log).toMatch(line);
    expect((await artifacts()).total_count).toBe(0);
  });

  it('are immutable unless overwritten', async () => {
    const { log, run } = await push(
      job(
        'a',
        FILES +
          upload('name: r, path: out/a.txt') +
          upload('name: r, path: out/deep/b.txt, overwrite: true') +
          upload('name: r, path: out/a.txt'),
      ),
    );
    expect(run.conclusion).toBe('failure');
    expect(log).toContain('an artifact with this name already exists on the workflow run');
    const { artifacts: list } = await artifacts('?name=r');
    expect(list).toHaveLength(1);
    expect(await contents(list[0])).toEqual({ 'b.txt': 'two\n' });
  });

  it('can be read, listed by run, and deleted', async () => {
    const { run } = await push(
      job('a', FILES + upload('name: r, path: out, retention-days: 3') + upload('name: s, path: out')),
    );
    const list = await world.get<{ artifacts: Artifact[] }>(`/actions/runs/${run.id}/artifacts?name=r`);
    const [artifact] = list.artifacts;
    const days =
      (Date.parse(artifact?.expires_at ?? '') - Date.parse(artifact?.created_at ?? '')) / 86_400_000;
    expect(days).toBe(3);
    expect(await world.get(`/actions/artifacts/${artifact?.id}`)).toEqual(artifact);
    expect((await world.request('DELETE', `${BASE}/artifacts/${artifact?.id}`)).status).toBe(204);
    expect((await world.request('GET', `${BASE}/artifacts/${artifact?.id}`)).status).toBe(404);
    expect((await artifacts()).total_count).toBe(1);
  });

  it('refuse download addresses without a signature', async () => {
    await push(job('a', FILES + upload('name: r, path: out')));
    const [artifact] = (await artifacts()).artifacts;
    expect((await world.request('GET', `/_sandbox/actions/artifact/${artifact?.id}?sig=00`)).status).toBe(
      403,
    );
  });
});

describe('other stand-ins', () => {
  it('set up node and miss the cache', async () => {
    const { log, run } = await push(
      job(
        'a',
        '      - uses: actions/setup-node@v4\n        id: n\n        with: { node-version: 24 }\n' +
          '      - uses: actions/cache@v4\n        id: c\n        with: { path: x, key: k }\n' +
          '      - run: echo "$(node --version) ${{ steps.n.outputs.node-version }} ${{ steps.c.outputs.cache-hit }}"\n',
      ),
    );
    expect(run.conclusion).toBe('success');
    expect(log).toContain(` ${process.version} ${process.version} false\n`);
    expect(log).toContain('[sandbox] Built-in stand-in for actions/cache@v4');
  });
});
