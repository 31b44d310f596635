// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow files hold GitHub's own expressions.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, onlyRun, type World, workflow } from './support/world.js';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

async function push(text: string) {
  await world.push(workflow(`on: push\n${text}`));
  return onlyRun(world);
}

const results = (jobs: Awaited<ReturnType<typeof onlyRun>>['jobs']) =>
  Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.conclusion]));

describe('job graph', () => {
  it('passes outputs and results on, and skips what depends on a failure', async () => {
    const { run, jobs, log } = await push(`
jobs:
  a:
    runs-on: x
    outputs: { word: '\${{ steps.s.outputs.word }}-out' }
    steps: [{ id: s, run: 'echo word=hi >> "$GITHUB_OUTPUT"' }]
  b: { needs: a, runs-on: x, steps: [{ run: 'echo "b got \${{ needs.a.outputs.word }} \${{ needs.a.result }}"' }, { run: 'false' }] }
  c: { needs: [b], runs-on: x, steps: [{ run: echo c }] }
  d: { needs: c, if: always(), runs-on: x, steps: [{ run: 'echo "d sees \${{ needs.c.result }}"' }] }
  e: { needs: d, runs-on: x, steps: [{ run: echo e }] }
  f: { needs: d, if: failure(), runs-on: x, steps: [{ run: echo f }] }
`);
    expect(results(jobs)).toEqual({
      a: 'success',
      b: 'failure',
      c: 'skipped',
      d: 'success',
      e: 'skipped',
      f: 'success',
    });
    expect(log).toContain(' b got hi-out success\n');
    expect(log).toContain(' d sees skipped\n');
    expect(run.conclusion).toBe('failure');
  });

  it('forgives a job with continue-on-error', async () => {
    const { run, jobs, log } = await push(`
jobs:
  a: { continue-on-error: true, runs-on: x, steps: [{ run: 'false' }] }
  b: { needs: a, runs-on: x, steps: [{ run: 'echo "a was \${{ needs.a.result }}"' }] }
`);
    expect(results(jobs)).toEqual({ a: 'failure', b: 'success' });
    expect(log).toContain(' a was success\n');
    expect(run.conclusion).toBe('success');
  });

  it('drops job outputs that hold a secret', async () => {
    world.secrets.KEY = 'topsecret';
    const { log } = await push(`
jobs:
  a:
    runs-on: x
    outputs: { key: '\${{ steps.s.outputs.key }}' }
    steps: [{ id: s, env: { K: '\${{ secrets.KEY }}' }, run: 'echo "key=$K" >> "$GITHUB_OUTPUT"' }]
  b: { needs: a, runs-on: x, steps: [{ run: 'echo "key is [\${{ needs.a.outputs.key }}]"' }] }
`);
    expect(log).toContain("Skip output 'key' since it may contain secret.");
    expect(log).toContain(' key is []\n');
  });

  it('expands a matrix with include and exclude', async () => {
    const { jobs, log } = await push(`
jobs:
  a:
    strategy:
      max-parallel: 2
      matrix:
        os: [linux, mac]
        version: [1, 2]
        exclude: [{ os: mac, version: 1 }]
        include: [{ os: linux, extra: yes-linux }, { os: other }]
    runs-on: \${{ matrix.os }}
    steps: [{ run: 'echo "\${{ matrix.os }}/\${{ matrix.version }}/\${{ matrix.extra }} of \${{ strategy.job-total }}"' }]
  b:
    needs: a
    strategy: { matrix: '\${{ fromJSON(''{"n":["x","y"]}'') }}' }
    name: named \${{ matrix.n }}
    runs-on: x
    steps: [{ run: echo b }]
`);
    expect(Object.keys(jobs).toSorted()).toEqual([
      'a (linux, 1, yes-linux)',
      'a (linux, 2, yes-linux)',
      'a (mac, 2)',
      'a (other)',
      'named x',
      'named y',
    ]);
    expect(jobs['a (mac, 2)']?.labels).toEqual(['mac']);
    expect(log).toContain(' linux/1/yes-linux of 4\n');
    expect(log).toContain(' other// of 4\n');
  });

  it('cancels the rest of a matrix when one fails, unless told not to', async () => {
    const { jobs, run } = await push(`
jobs:
  fast:
    strategy: { max-parallel: 1, matrix: { n: [1, 2, 3] } }
    runs-on: x
    steps: [{ run: 'test \${{ matrix.n }} != 1' }]
  all:
    strategy: { fail-fast: false, max-parallel: 1, matrix: { n: [1, 2] } }
    runs-on: x
    steps: [{ run: 'test \${{ matrix.n }} != 1' }]
`);
    expect(results(jobs)).toEqual({
      'fast (1)': 'failure',
      'fast (2)': 'cancelled',
      'fast (3)': 'cancelled',
      'all (1)': 'failure',
      'all (2)': 'success',
    });
    expect(run.conclusion).toBe('failure');
  });

  it('reports a matrix that comes out empty, and a job that this sandbox cannot run', async () => {
    const { jobs, log } = await push(`
jobs:
  empty: { strategy: { matrix: { n: '\${{ fromJSON(''[]'') }}' } }, runs-on: x, steps: [{ run: echo }] }
  boxed: { container: 'node:20', runs-on: x, steps: [{ run: echo never }] }
`);
    expect(results(jobs)).toEqual({ empty: 'failure', boxed: 'failure' });
    expect(log).toContain('Matrix vector does not contain any values');
    expect(log).toContain("received one with 'container'");
  });
});

describe('tokens', () => {
  it.each([
    ['', '', { contents: 'read', packages: 'read', metadata: 'read' }],
    ['permissions: {}', '', { metadata: 'read' }],
    ['permissions: { issues: write }', '', { issues: 'write', metadata: 'read' }],
    [
      'permissions: write-all',
      'permissions: { contents: read, issues: none }',
      { contents: 'read', metadata: 'read' },
    ],
  ])('follow permissions (%s / %s)', async (top, job, expected) => {
    await push(`${top}\njobs:\n  a:\n    ${job}\n    runs-on: x\n    steps: [{ run: echo }]`);
    expect(world.tokens).toEqual([expect.objectContaining({ permissions: expected, revoked: true })]);
  });

  it('follow the shorthands and the repository setting', async () => {
    world.settings = { default_workflow_permissions: 'write', can_approve_pull_request_reviews: true };
    await push(
      'jobs:\n  a: { runs-on: x, steps: [{ run: echo }] }\n  b: { needs: a, permissions: read-all, runs-on: x, steps: [{ run: echo }] }',
    );
    expect(world.tokens[0]?.permissions).toMatchObject({
      contents: 'write',
      actions: 'write',
      'pull-requests': 'write',
    });
    expect(world.tokens[1]?.permissions).toMatchObject({
      contents: 'read',
      actions: 'read',
      'pull-requests': 'read',
    });
  });

  it('are read-only and without secrets for a pull request from a fork', async () => {
    world.secrets.KEY = 'topsecret';
    const sha = world.repository.commit(
      workflow(
        'on: pull_request\npermissions: write-all\njobs:\n  a: { runs-on: x, steps: [{ run: \'echo "[${{ secrets.KEY }}]"\' }] }',
      ),
    );
    const repo = (full_name: string) => ({ full_name });
    const pull = {
      number: 1,
      head: { sha, ref: 'x', repo: repo('eve/app') },
      base: { ref: 'main', repo: repo('acme/app') },
    };
    world.notify({ name: 'pull_request', action: 'opened', sha, payload: { pull_request: pull } });
    await world.actions.whenIdle();
    const { log } = await onlyRun(world);
    expect(log).toContain(' []\n');
    expect(world.tokens[0]?.permissions).toMatchObject({ contents: 'read', issues: 'read' });
  });
});
