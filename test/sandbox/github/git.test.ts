import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPull, put, startWorld, type World } from './sandbox.js';

const repo = '/repos/octo/greeter';
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function commit(directory: string, path: string, content: string): Promise<string> {
  await put(join(directory, path), content);
  await world.git(directory, 'add', '--all');
  await world.git(directory, 'commit', '--quiet', '--message', `Write ${path}`);
  return (await world.git(directory, 'rev-parse', 'HEAD')).trim();
}

describe('git over HTTP', () => {
  it('clones for anybody, with and without .git, and by commit id', async () => {
    const url = `${world.sandbox.gitUrl}/octo/greeter`;
    expect(await world.git(world.dataDir, 'ls-remote', url, 'refs/heads/main')).toContain('refs/heads/main');
    const clone = await world.clone('nora');
    const head = (await world.git(clone, 'rev-parse', 'HEAD')).trim();
    await world.git(clone, 'fetch', '--quiet', '--depth', '1', `${url}.git`, head);
    expect((await world.git(clone, 'rev-parse', 'FETCH_HEAD')).trim()).toBe(head);
  });

  it('takes a push from people with write access', async () => {
    const clone = await world.clone('wendy');
    const sha = await commit(clone, 'pushed.txt', 'pushed\n');
    await world.git(clone, 'push', '--quiet', 'origin', 'main');
    expect((await world.call('', 'GET', `${repo}/git/ref/heads/main`)).body.object.sha).toBe(sha);
    expect(world.events.at(-1)).toMatchObject({ name: 'push', sender: 'wendy', byRunToken: false, sha });
    const reader = await world.clone('reed');
    await commit(reader, 'x.txt', 'x');
    await expect(world.git(reader, 'push', 'origin', 'main')).rejects.toThrow(/403/);
  });

  it('takes a big push, which git compresses and sends in pieces', async () => {
    const clone = await world.clone('wendy');
    const lines = Array.from({ length: 60_000 }, (_, n) => `${n} ${(n * 7919) % 104_729} ${n ** 3}`);
    const sha = await commit(clone, 'big.txt', lines.join('\n'));
    await world.git(clone, '-c', 'http.postBuffer=65536', 'push', '--quiet', 'origin', 'main:big');
    expect((await world.call('', 'GET', `${repo}/branches/big`)).body.commit.sha).toBe(sha);
  });

  it('tells of created and deleted branches and tags', async () => {
    const clone = await world.clone('wendy');
    await world.git(clone, 'push', '--quiet', 'origin', 'main:refs/heads/made', 'main:refs/tags/v1');
    await world.git(clone, 'push', '--quiet', 'origin', ':refs/heads/made');
    const told = world.events.slice(-6).map((it) => [it.name, it.payload.ref]);
    expect(told).toEqual([
      ['create', 'made'],
      ['push', 'refs/heads/made'],
      ['create', 'v1'],
      ['push', 'refs/tags/v1'],
      ['delete', 'made'],
      ['push', 'refs/heads/made'],
    ]);
    await expect(world.git(clone, 'push', 'origin', ':refs/heads/main')).rejects.toThrow(/refus|delet/);
  });

  it('lets a pull request follow a push', async () => {
    const { body } = await openPull(world, 'pushed-to');
    const clone = await world.clone('wendy');
    await world.git(clone, 'checkout', '--quiet', 'pushed-to');
    const sha = await commit(clone, 'again.txt', 'again\n');
    await world.git(clone, 'push', '--quiet', 'origin', 'pushed-to');
    expect((await world.call('', 'GET', `${repo}/pulls/${body.number}`)).body.head.sha).toBe(sha);
    expect(world.events.at(-1)).toMatchObject({ name: 'pull_request', action: 'synchronize' });
    await world.git(clone, 'fetch', '--quiet', 'origin', `refs/pull/${body.number}/merge`);
    expect(await world.git(clone, 'log', '-1', '--format=%P', 'FETCH_HEAD')).toContain(sha);
    await expect(world.git(clone, 'push', 'origin', `main:refs/pull/${body.number}/head`)).rejects.toThrow(
      /hidden ref/,
    );
  });

  it('takes a pull request that was merged by a push for merged', async () => {
    const { body } = await openPull(world, 'by-hand');
    const clone = await world.clone('wendy');
    await world.git(clone, 'merge', '--quiet', '--no-ff', '-m', 'By hand', 'origin/by-hand');
    await world.git(clone, 'push', '--quiet', 'origin', 'main');
    expect((await world.call('', 'GET', `${repo}/pulls/${body.number}`)).body).toMatchObject({
      merged: true,
    });
  });
});

describe('a push with a run token', () => {
  it('is taken with contents: write, but not when it touches workflow files', async () => {
    const token = world.port.mintRunToken('octo/greeter', 1, { contents: 'write' });
    const clone = await world.clone(token);
    const sha = await commit(clone, 'by-run.txt', 'run\n');
    await world.git(clone, 'push', '--quiet', 'origin', 'main:by-run');
    expect(world.events.at(-1)).toMatchObject({
      name: 'push',
      byRunToken: true,
      sha,
      sender: 'github-actions[bot]',
    });
    await commit(clone, '.github/workflows/evil.yml', 'on: push\n');
    await expect(world.git(clone, 'push', 'origin', 'main:by-run')).rejects.toThrow(
      /refusing to allow a GitHub App to create or update workflow `.github\/workflows\/evil.yml` without `workflows` permission/,
    );
    expect((await world.call('', 'GET', `${repo}/branches/by-run`)).body.commit.sha).toBe(sha);
  });

  it('is refused without contents: write', async () => {
    const token = world.port.mintRunToken('octo/greeter', 1, { contents: 'read', issues: 'write' });
    const clone = await world.clone(token);
    await commit(clone, 'x.txt', 'x\n');
    await expect(world.git(clone, 'push', 'origin', 'main:x')).rejects.toThrow(/403/);
  });
});
