// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow files hold GitHub's own expressions.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, onlyRun, type World, workflow } from './support/world.js';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

const SHOW = 'echo "event ${{ github.event_name }} ref ${{ github.ref }} sha ${{ github.sha }}"';
const JOB = `jobs:\n  a: { runs-on: x, steps: [{ run: '${SHOW}' }] }`;
const on = (trigger: string, name?: string) => workflow(`on: ${trigger}\n${JOB}`, name);

async function runsAfter(event: Parameters<World['notify']>[0]): Promise<readonly string[]> {
  world.notify(event);
  await world.actions.whenIdle();
  return (await world.runs()).map((run) => run.path.split('/').at(-1) ?? '').toSorted();
}

const pull = (sha: string, base = 'main') => ({
  pull_request: { number: 1, title: 'PR', head: { sha, ref: 'topic' }, base: { ref: base } },
});

describe('event filters', () => {
  it('apply activity types, with the defaults of pull requests', async () => {
    const sha = world.repository.commit({
      ...on('pull_request', 'default.yml'),
      ...on('{ pull_request: { types: [closed, opened] } }', 'typed.yml'),
      ...on('[issues, pull_request_target]', 'target.yml'),
      ...on('{ issue_comment: { types: created } }', 'other.yml'),
    });
    expect(await runsAfter({ name: 'pull_request', action: 'closed', sha, payload: pull(sha) })).toEqual([
      'typed.yml',
    ]);
    await world.close();
    world = createWorld();
    const again = world.repository.commit({
      ...on('pull_request', 'default.yml'),
      ...on('pull_request_target', 'target.yml'),
    });
    expect(
      await runsAfter({ name: 'pull_request', action: 'opened', sha: again, payload: pull(again) }),
    ).toEqual(['default.yml', 'target.yml']);
  });

  it.each([
    ['{ push: { branches: [main] } }', 'refs/heads/main', true],
    ['{ push: { branches: [main] } }', 'refs/heads/other', false],
    ['{ push: { branches: ["release/**", "!release/old"] } }', 'refs/heads/release/a/b', true],
    ['{ push: { branches: ["release/**", "!release/old"] } }', 'refs/heads/release/old', false],
    ['{ push: { branches: ["feature/*"] } }', 'refs/heads/feature/a/b', false],
    ['{ push: { branches-ignore: ["0*"] } }', 'refs/heads/003-x', false],
    ['{ push: { tags: ["v*"] } }', 'refs/tags/v1', true],
    ['{ push: { tags: ["v*"] } }', 'refs/heads/main', false],
    ['{ push: { branches: [main] } }', 'refs/tags/v1', false],
    ['push', 'refs/tags/v1', true],
  ])('apply %s to a push to %s', async (trigger, ref, expected) => {
    const sha = world.repository.commit(on(trigger), ref);
    expect(await runsAfter({ name: 'push', ref, sha })).toHaveLength(expected ? 1 : 0);
  });

  it('apply the base branch of a pull request', async () => {
    const sha = world.repository.commit(on('{ pull_request: { branches: [main] } }'));
    expect(
      await runsAfter({ name: 'pull_request', action: 'opened', sha, payload: pull(sha, 'other') }),
    ).toEqual([]);
    expect(await runsAfter({ name: 'pull_request', action: 'opened', sha, payload: pull(sha) })).toEqual([
      'ci.yml',
    ]);
  });

  it.each([
    ['paths: ["docs/**"]', 'docs/a/b.md', true],
    ['paths: ["docs/**"]', 'src/a.ts', false],
    ['paths: ["**", "!docs/**"]', 'docs/a.md', false],
    ['paths-ignore: ["**.md"]', 'docs/a.md', false],
    ['paths-ignore: ["**.md"]', 'src/a.ts', true],
  ])('apply %s to a change of %s', async (filter, file, expected) => {
    const files = on(`{ push: { ${filter} } }`);
    const before = world.repository.commit(files);
    const sha = world.repository.commit({ ...files, [file]: 'changed' });
    expect(await runsAfter({ name: 'push', sha, payload: { before, after: sha } })).toHaveLength(
      expected ? 1 : 0,
    );
  });

  it('ignore what a run token did, dispatches apart', async () => {
    world.repository.commit({
      ...on('[push, issues, issue_comment]'),
      ...on('repository_dispatch', 'dispatch.yml'),
    });
    expect(await runsAfter({ name: 'issues', action: 'opened', byRunToken: true })).toEqual([]);
    expect(await runsAfter({ name: 'repository_dispatch', action: 'go', byRunToken: true })).toEqual([
      'dispatch.yml',
    ]);
  });

  it('skip commits that ask for it', async () => {
    await world.push(on('push'), { message: 'docs [skip ci]' });
    expect(await world.runs()).toEqual([]);
  });
});

describe('the commit that applies', () => {
  it('is the default branch for comments and the merge ref for pull requests', async () => {
    const main = world.repository.commit(on('[issue_comment, pull_request_target]', 'main.yml'));
    const merge = world.repository.commit(
      on('[issue_comment, pull_request_review]', 'merge.yml'),
      'refs/pull/1/merge',
    );
    await runsAfter({ name: 'issue_comment', action: 'created' });
    expect((await onlyRun(world)).log).toContain(` event issue_comment ref refs/heads/main sha ${main}\n`);
    const review = {
      name: 'pull_request_review',
      action: 'submitted',
      ref: 'refs/pull/1/merge',
      sha: merge,
      payload: pull(main),
    };
    expect(await runsAfter(review)).toEqual(['main.yml', 'merge.yml']);
    const target = {
      name: 'pull_request',
      action: 'synchronize',
      ref: 'refs/pull/1/merge',
      sha: merge,
      payload: pull(merge),
    };
    expect(await runsAfter(target)).toEqual(['main.yml', 'main.yml', 'merge.yml']);
    const [latest] = await world.runs();
    expect(latest).toMatchObject({ event: 'pull_request_target', head_sha: merge });
    const [job] = await world.jobs(latest?.id ?? 0);
    expect(await world.log(job?.id ?? 0)).toContain(
      ` event pull_request_target ref refs/heads/main sha ${main}\n`,
    );
  });

  it('starts only pull_request_target for a pull request that conflicts', async () => {
    const sha = world.repository.commit({
      ...on('pull_request', 'a.yml'),
      ...on('pull_request_target', 'b.yml'),
    });
    const event = {
      name: 'pull_request',
      action: 'opened',
      ref: 'refs/pull/1/merge',
      sha: '',
      payload: pull(sha),
    };
    expect(await runsAfter(event)).toEqual(['b.yml']);
  });
});

describe('malformed files', () => {
  it.each([
    ['jobs:\n  a: {{', 'ci.yml'],
    ['on: push\njobs:\n  a: { steps: [] }', 'Required property is missing: runs-on'],
    [
      'on: push\njobs:\n  a: { needs: b, runs-on: x, steps: [{ run: echo }] }\n  c: { runs-on: x, steps: [] }',
      "unknown job 'b'",
    ],
    ['on: push\njobs:\n  a: { runs-on: x, steps: [{ run: "echo ${{ nothing.here }}" }] }', 'nothing'],
  ])('make a failed run with the reason in its log', async (text, reason) => {
    await world.push({ ...workflow(text), ...on('push', 'fine.yml') });
    const runs = await world.runs();
    expect(runs.map((run) => run.conclusion)).toContain('success');
    const failed = runs.find((run) => run.conclusion === 'failure');
    const redirect = await world.request('GET', `/repos/acme/app/actions/runs/${failed?.id}/logs`);
    const address = new URL(redirect.headers.get('location') ?? '');
    const zip = Buffer.from(
      await (await world.request('GET', address.pathname + address.search)).arrayBuffer(),
    );
    const { readZip } = await import('../../../sandbox/actions/standins/zip.js');
    expect(readZip(zip).map(({ name, data }) => `${name}: ${data.toString()}`)).toEqual([
      expect.stringContaining(reason),
    ]);
  });
});

describe('workflow_run', () => {
  it('starts workflows of the default branch, three levels deep at most', async () => {
    const again = `on: { workflow_run: { workflows: [First, Again], types: completed } }\nname: Again\n${JOB}`;
    await world.push({
      ...workflow(`on: push\nname: First\n${JOB}`, 'first.yml'),
      ...workflow(again, 'again.yml'),
    });
    const runs = await world.runs();
    expect(runs.map((run) => run.name)).toEqual(['Again', 'Again', 'Again', 'First']);
    const actions = world.delivered
      .filter((event) => event.name === 'workflow_run')
      .map((event) => event.action);
    expect(actions.slice(0, 3)).toEqual(['requested', 'in_progress', 'completed']);
    const jobs = world.delivered
      .filter((event) => event.name === 'workflow_job')
      .map((event) => event.action);
    expect(jobs.slice(0, 3)).toEqual(['queued', 'in_progress', 'completed']);
  });
});
