import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { defaultConfig } from '../../src/config/schema.js';
import { ok } from '../hosts/github/support/fake-github.js';
import { World } from './support/a-world.js';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => nock.cleanAll());

const WORKFLOW = '.github/workflows/speckit.yml';

describe('/speckit doctor', () => {
  it('names every missing prerequisite with its remedy in one answer, and starts nothing', async () => {
    world.files.put('main', WORKFLOW, 'jobs: { orchestrate: { permissions: { contents: read } } }');
    const config = defaultConfig();
    const bot = world.bot({ ...config, backends: { ...config.backends, default: 'claude-code' } });
    const id = await world.say('/speckit doctor', { bot: { ...bot, backend: null } });

    const [body = '', ...more] = world.said();
    expect(more).toEqual([]);
    expect(body).toContain('Not healthy: workflows cannot run here yet');
    for (const [check, remedy] of [
      ['permissions', 'Run `speckit init`'],
      ['secrets', '/settings/secrets/actions'],
      ['tools', 'Name one under `quality`'],
      ['constitution', '.specify/memory/constitution.md'],
      ['pull requests', 'Allow GitHub Actions to create and approve pull requests'],
    ]) {
      expect(body.split('\n').find((line) => line.startsWith(`| ${check} |`))).toContain(remedy);
    }
    expect(world.startedBy(id)).toBeNull();
    expect(world.reactions).toEqual([id]);
  });

  it('says that all is well where it is', async () => {
    world.files.put('main', WORKFLOW, readFileSync(WORKFLOW, 'utf8'));
    world.files.put('main', '.specify/memory/constitution.md', 'x');
    world.files.put('main', 'package.json', JSON.stringify({ scripts: { test: 'node --test' } }));
    await world.say('/speckit doctor');
    expect(world.said().join()).toContain('🩺 Healthy: workflows can run here.');
  });

  it('works on a pull request, and a repeated delivery is answered once', async () => {
    const pull = { number: 12, branch: 'topic' };
    world.pulls.push(pull);
    const event = world.comment(900, '/speckit doctor', { pull });
    const { onComment } = await import('../../src/handlers/comment.js');
    await onComment(world.bot(), event);
    await onComment(world.bot(), event);
    expect(world.said(12)).toHaveLength(1);
  });

  it.each([
    ['active', '| runs | ✅ GitHub runs the Actions workflow'],
    [
      'disabled_inactivity',
      '| runs | ❌ the Actions workflow speckit.yml is switched off (disabled_inactivity)',
    ],
  ])('says whether GitHub runs the Actions workflow: %s', async (state, row) => {
    world.github.on('GET', /\/actions\/workflows\/speckit\.yml/, () => ok({ state, name: 'Speckit' }));
    await world.say('/speckit doctor');
    expect(world.said().join()).toContain(row);
  });

  it.each([
    [
      'without rules',
      [],
      '| state branch | ⚠️ speckit-state is not protected',
      'a branch ruleset for `speckit-state`',
    ],
    [
      'with its history kept',
      ['deletion', 'non_fast_forward'],
      '| state branch | ✅ the history of speckit-state is protected',
      'Restrict updates',
    ],
  ])('says how the state branch is protected: %s', async (_name, types, row, remedy) => {
    world.github.on('GET', /\/rules\/branches\/speckit-state/, () =>
      ok(types.map((type) => ({ type, ruleset_id: 1 }))),
    );
    await world.say('/speckit doctor');
    const line = world
      .said()
      .join()
      .split('\n')
      .find((one) => one.startsWith('| state branch |'));
    expect(line).toContain(row);
    expect(line).toContain(remedy);
  });

  it('names each mistake of the configuration, and leaves out what depends on it', async () => {
    const problem = { file: '.github/speckit.yml', line: 3, key: 'backends.default' };
    const message = '.github/speckit.yml:3: backends.default: expected a backend, received "gpt"';
    const bot = world.bot();
    await world.say('/speckit doctor', {
      bot: {
        ...bot,
        config: async () => ({
          kind: 'invalid',
          problems: [{ ...problem, expected: 'a backend', received: '"gpt"', message }],
        }),
      },
    });
    const body = world.said().join();
    expect(body).toContain('| configuration | ❌ .github/speckit.yml:3: backends.default');
    expect(body).toContain('Correct line 3 of .github/speckit.yml on the default branch.');
    expect(body).not.toContain('| secrets |');
    expect(body).not.toContain('| backend |');
  });

  it('C2 is not answered to people without the permission, and reads nothing for them', async () => {
    await world.say('/speckit doctor', { login: 'reed' });
    expect(world.said().join()).not.toContain('Healthy');
  });
});
