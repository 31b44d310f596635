import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type GitServer, startGitServer } from './support/git-server.js';
import { createWorld, onlyRun, type World, workflow } from './support/world.js';

let world: World;
let server: GitServer;
beforeEach(async () => {
  server = await startGitServer();
  world = createWorld({
    gitUrl: (root) => {
      server.root = root;
      return server.url;
    },
  });
});
afterEach(async () => {
  await world.close();
  await server.close();
});

const SHOW =
  'echo "at $(git rev-parse HEAD) branch $(git rev-parse --abbrev-ref HEAD) count $(git rev-list --count HEAD)"';

async function checkout(options: string, extra = SHOW) {
  const steps = `      - uses: actions/checkout@v4\n        id: c\n        with: { ${options} }\n      - run: ${JSON.stringify(extra)}\n`;
  world.repository.commit({ 'a.txt': 'first' });
  const second = await world.push({
    ...workflow(`on: push\njobs:\n  j:\n    runs-on: x\n    steps:\n${steps}`),
    'a.txt': 'second',
  });
  return { ...(await onlyRun(world)), second };
}

describe('checkout', () => {
  it('takes the commit of the event, shallow, on its branch, over HTTP with the token of the job', async () => {
    const { log, run, second } = await checkout('');
    expect(run.conclusion).toBe('success');
    expect(log).toContain(` at ${second} branch main count 1\n`);
    const expected = `basic ${Buffer.from(`x-access-token:${world.tokens[0]?.token}`).toString('base64')}`;
    expect(new Set(server.authorizations)).toEqual(new Set([expected]));
    expect(log).not.toContain(expected.slice(6));
  });

  it('stays at the commit of the event when the branch moves on', async () => {
    const steps =
      '      - uses: actions/checkout@v5\n        with: { fetch-depth: 0 }\n      - run: ' +
      JSON.stringify(SHOW);
    const sha = world.repository.commit(
      workflow(`on: push\njobs:\n  j:\n    runs-on: x\n    steps:\n${steps}`),
    );
    world.repository.commit({ 'later.txt': 'x' });
    world.notify({ name: 'push', sha });
    await world.actions.whenIdle();
    expect((await onlyRun(world)).log).toContain(` at ${sha} branch main count 1\n`);
  });

  it('takes all history of all branches with depth 0', async () => {
    world.repository.commit({ 'x.txt': 'x' }, 'refs/heads/topic');
    const { log } = await checkout('fetch-depth: 0', `${SHOW}; git branch -r`);
    expect(log).toMatch(/ branch main count 2\n/);
    expect(log).toContain('origin/topic\n');
  });

  it('takes a commit by its id and leaves HEAD detached', async () => {
    const first = world.repository.commit({ 'a.txt': 'zero' });
    const { log } = await checkout(`ref: ${first}, fetch-depth: 1`);
    expect(log).toContain(` at ${first} branch HEAD count 1\n`);
  });

  it('takes a branch, a tag and a pull request by name', async () => {
    const topic = world.repository.commit({ 'x.txt': 'x' }, 'refs/heads/topic');
    world.repository.git('update-ref', 'refs/tags/v1', topic);
    world.repository.git('update-ref', 'refs/pull/4/head', topic);
    const again = (ref: string) =>
      `\n      - uses: actions/checkout@v5\n        with: { ref: ${ref}, path: p }\n      - run: cd p; ${SHOW.replaceAll('"', '\\"')}`;
    const quoted = (ref: string) =>
      again(ref).replace(/run: (.*)$/, (_all, script: string) => `run: "${script}"`);
    await world.push(
      workflow(
        `on: push\njobs:\n  j:\n    runs-on: x\n    steps:${['topic', 'v1', 'refs/pull/4/head'].map(quoted).join('')}`,
      ),
    );
    const { log } = await onlyRun(world);
    expect(log.match(new RegExp(` at ${topic} branch \\w+ count 1\n`, 'g'))).toHaveLength(3);
    expect(log).toContain(`${topic} branch topic`);
    expect(log).toContain(`${topic} branch HEAD`);
  });

  it('keeps credentials in the local config so that a later push works, and removes them in the end', async () => {
    const script =
      'git config user.name A; git config user.email a@b.c; echo new > new.txt; git add .; git commit -qm new; git push -q origin HEAD:refs/heads/pushed; git config --local --get-regexp extraheader | cut -c1-40';
    const { run, log } = await checkout('', script);
    expect(run.conclusion).toBe('success');
    expect(log).toContain(`http.${server.url}/.extraheader`);
    expect(world.repository.resolve('refs/heads/pushed')).toBeDefined();
  });

  it('keeps no credentials when told not to', async () => {
    const { log } = await checkout(
      'persist-credentials: false',
      'grep -c extraheader .git/config || echo none; git push origin HEAD:x || echo no-push',
    );
    expect(log).toContain(' none\n');
    expect(log).toContain(' no-push\n');
  });

  it('says which ref it did not find', async () => {
    const { log, run } = await checkout('ref: no-such-branch');
    expect(log).toContain("##[error]A branch or tag with the name 'no-such-branch' could not be found");
    expect(run.conclusion).toBe('failure');
  });

  it('refuses a path outside of the workspace', async () => {
    const { log } = await checkout('path: ../../elsewhere');
    expect(log).toContain('is not under');
  });
});
