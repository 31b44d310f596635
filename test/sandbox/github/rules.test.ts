import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { APP_ID, appToken, registration } from '../../server/support/app.js';
import { branchWithFile, put, startWorld, type World } from './sandbox.js';

const repo = '/repos/octo/greeter';
const RULESETS = `${repo}/rulesets`;
let world: World;
beforeEach(async () => {
  world = await startWorld({ apps: [registration()] });
  await branchWithFile(world, 'kept', 'a.txt', 'a\n');
});
afterEach(() => world.stop());

const KEEP = ['deletion', 'non_fast_forward'];
const make = (rules: readonly string[], more: object = {}, include = ['refs/heads/kept']) =>
  world.call('ada', 'POST', RULESETS, {
    name: `Rules ${include.join()}`,
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include, exclude: [] } },
    rules: rules.map((type) => ({ type })),
    ...more,
  });
const rulesOf = async (branch: string) =>
  (await world.call('', 'GET', `${repo}/rules/branches/${branch}`)).body;
const tip = async (branch: string) =>
  (await world.call('', 'GET', `${repo}/git/ref/heads/${branch}`)).body.object?.sha;
const ref = `${repo}/git/refs/heads/kept`;

async function installationToken(): Promise<string> {
  const [id] = world.sandbox.installations;
  return (await world.call(appToken(), 'POST', `/app/installations/${id}/access_tokens`)).body.token;
}

describe('rulesets', () => {
  it('are made by administrators, and everybody reads which rules hold for a branch', async () => {
    expect(await rulesOf('kept')).toEqual([]);
    expect((await world.call('wendy', 'POST', RULESETS, {})).status).toBe(404);
    const made = await make(KEEP);
    expect([made.status, made.body.rules]).toEqual([201, KEEP.map((type) => ({ type }))]);
    const source = {
      ruleset_source_type: 'Repository',
      ruleset_source: 'octo/greeter',
      ruleset_id: made.body.id,
    };
    expect(await rulesOf('kept')).toEqual(KEEP.map((type) => ({ type, ...source })));
    expect(await rulesOf('main')).toEqual([]);
    const path = `${RULESETS}/${made.body.id}`;
    expect((await world.call('wendy', 'GET', path)).body.bypass_actors).toBeUndefined();
    expect((await world.call('wendy', 'GET', RULESETS)).body).toMatchObject([{ id: made.body.id }]);
    const off = { ...made.body, enforcement: 'disabled' };
    expect((await world.call('ada', 'PUT', path, off)).body.enforcement).toBe('disabled');
    expect(await rulesOf('kept')).toEqual([]);
    expect((await world.call('ada', 'DELETE', path)).status).toBe(204);
    expect((await world.call('ada', 'GET', path)).status).toBe(404);
  });

  it.each<[string, string, boolean]>([
    ['~ALL', 'any/branch', true],
    ['~DEFAULT_BRANCH', 'main', true],
    ['~DEFAULT_BRANCH', 'kept', false],
    ['refs/heads/*', 'kept', true],
    ['refs/heads/*', 'any/branch', false],
    ['refs/heads/**/*', 'any/branch', true],
    ['refs/heads/k?pt', 'kept', true],
    ['refs/heads/k.pt', 'kept', false],
  ])('for %s hold for %s: %s', async (include, branch, expected) => {
    await make(['update'], {}, [include]);
    expect(await rulesOf(branch)).toHaveLength(expected ? 1 : 0);
  });

  it('keep a branch from being deleted and rewritten, through the API and by git', async () => {
    await make(KEEP);
    const before = await tip('kept');
    const refused = await world.call('ada', 'DELETE', ref);
    expect([refused.status, refused.body.message]).toEqual([
      422,
      expect.stringContaining('Repository rule violations found'),
    ]);
    const forced = await world.call('ada', 'PATCH', ref, { sha: await tip('main'), force: true });
    expect([forced.status, forced.body.message]).toEqual([422, expect.stringContaining('Cannot force-push')]);

    const clone = await world.clone('ada');
    await world.git(clone, 'checkout', '--quiet', '--orphan', 'other');
    await world.git(clone, 'commit', '--quiet', '-m', 'Another history');
    const gone = world.git(clone, 'push', 'origin', '--delete', 'kept');
    await expect(gone).rejects.toThrow(/GH013.*refs\/heads\/kept[\s\S]*Cannot delete this branch/);
    const rewritten = world.git(clone, 'push', '--force', 'origin', 'other:kept');
    await expect(rewritten).rejects.toThrow(/GH013[\s\S]*Cannot force-push to this branch/);
    expect(await tip('kept')).toBe(before);

    await world.git(clone, 'checkout', '--quiet', 'kept');
    await put(join(clone, 'b.txt'), 'b\n');
    await world.git(clone, 'add', '.');
    await world.git(clone, 'commit', '--quiet', '-m', 'On top');
    await world.git(clone, 'push', '--quiet', 'origin', 'kept', 'other:free');
    expect(await tip('kept')).not.toBe(before);
    await world.git(clone, 'push', '--quiet', 'origin', '--delete', 'free');
  });

  it('let only those of the bypass list push, which an App may be and no run', async () => {
    const own = { actor_id: APP_ID, actor_type: 'Integration', bypass_mode: 'always' };
    const actions = await make(['update'], { bypass_actors: [{ ...own, actor_id: 15368 }] });
    expect([actions.status, actions.body.errors[0].message]).toEqual([
      422,
      'Actor GitHub Actions integration must be part of the ruleset source or owner organization',
    ]);
    const { body } = await make(['update', 'creation'], { bypass_actors: [own] });
    const app = await installationToken();
    const run = world.port.mintRunToken('octo/greeter', 1, { contents: 'write' });
    const told = await Promise.all(
      ['ada', app, run].map((who) => world.call(who, 'GET', `${RULESETS}/${body.id}`)),
    );
    expect(told.map((it) => it.body.current_user_can_bypass)).toEqual(['never', 'always', 'never']);
    const write = (who: string, path: string) =>
      world.call(who, 'PUT', `${repo}/contents/${path}`, {
        message: 'm',
        branch: 'kept',
        content: Buffer.from(path).toString('base64'),
      });
    expect((await write('ada', 'x.txt')).status).toBe(409);
    expect((await write(run, 'y.txt')).status).toBe(409);
    expect((await write(app, 'z.txt')).status).toBe(201);
    const clone = await world.clone('ada');
    await world.git(clone, 'checkout', '--quiet', '-B', 'kept', 'origin/kept');
    await world.git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'More');
    await expect(world.git(clone, 'push', 'origin', 'kept')).rejects.toThrow(
      /Cannot update this protected ref/,
    );
  });

  it.each<[string, object, string]>([
    ['role', { actor_id: 5, actor_type: 'RepositoryRole' }, 'ada'],
    ['owners', { actor_id: 1, actor_type: 'OrganizationAdmin' }, 'ada'],
  ])('know a bypass by %s', async (_name, actor, who) => {
    const { body } = await make(['update'], { bypass_actors: [{ ...actor, bypass_mode: 'always' }] });
    const told = await Promise.all(
      [who, 'wendy'].map((it) => world.call(it, 'GET', `${RULESETS}/${body.id}`)),
    );
    expect(told.map((it) => it.body.current_user_can_bypass)).toEqual(['always', 'never']);
  });

  it('know a bypass by team', async () => {
    const team = await world.call('wendy', 'POST', '/orgs/octo/teams', { name: 'Keepers' });
    const actor = { actor_id: team.body.id, actor_type: 'Team', bypass_mode: 'always' };
    const { body } = await make(['creation'], { bypass_actors: [actor] }, ['refs/heads/new/**/*']);
    const create = async (who: string) =>
      world.call(who, 'POST', `${repo}/git/refs`, { ref: 'refs/heads/new/one', sha: await tip('main') });
    expect((await create('ada')).status).toBe(422);
    expect((await create('wendy')).status).toBe(201);
    expect((await world.call('wendy', 'GET', `${RULESETS}/${body.id}`)).body.current_user_can_bypass).toBe(
      'always',
    );
  });
});
