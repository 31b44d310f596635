import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, onlyRun, type World, workflow } from './support/world.js';

const SHIPPED = readFileSync('.github/workflows/speckit.yml', 'utf8');
const MANIFEST = readFileSync('action.yml', 'utf8');

/** Stands in for the bundle: shows what it was given, and as `agent` leaves a result. */
const SCRIPT = `
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const mode = process.env.INPUT_MODE;
const result = process.env.RUNNER_TEMP + '/speckit-result';
console.log('mode=' + mode + ' token=' + (process.env['INPUT_GITHUB-TOKEN'] === undefined ? 'no' : 'yes'));
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
if (mode === 'agent') {
  console.log('head=' + git('rev-parse', 'HEAD') + ' key=' + (process.env.ANTHROPIC_API_KEY ? 'yes' : 'no'));
  console.log('credentials=' + /extraheader/.test(readFileSync('.git/config', 'utf8')));
  mkdirSync(result, { recursive: true });
  writeFileSync(result + '/result.json', '{"ok":true}');
  if (process.env.FAIL_AGENT) process.exit(1);
}
if (mode === 'land') {
  console.log('agent=' + process.env.SPECKIT_AGENT_RESULT + ' branch=' + git('rev-parse', '--abbrev-ref', 'HEAD'));
  console.log('history=' + git('rev-list', '--count', 'HEAD'));
  console.log('result=' + (existsSync(result + '/result.json') ? readFileSync(result + '/result.json', 'utf8') : 'none'));
}
`;

let world: World;
let base: string;

/** A world with the shipped workflow file on its default branch; `env` is the runner's. */
function setUp(env: Readonly<Record<string, string>>): void {
  const actions: Record<string, string> = {};
  world = createWorld({ actions, env });
  const action = join(world.root, 'speckit-action');
  actions['speckit-orchestrator/speckit-orchestrator'] = action;
  mkdirSync(join(action, 'dist'), { recursive: true });
  writeFileSync(join(action, 'action.yml'), MANIFEST);
  writeFileSync(join(action, 'dist', 'main.js'), SCRIPT);
  writeFileSync(join(action, 'package.json'), '{"type":"module"}');
  world.secrets.ANTHROPIC_API_KEY = 'sk-test';
  base = world.repository.commit({ 'README.md': 'one' });
  world.repository.commit({ 'README.md': 'two', ...workflow(SHIPPED, 'speckit.yml') });
}

beforeEach(() => setUp({}));
afterEach(() => world.close());

async function happen(
  name: string,
  action: string | undefined,
  payload: Record<string, unknown>,
  ref?: string,
) {
  world.notify({ name, payload: { action, ...payload }, ...(action && { action }), ...(ref && { ref }) });
  await world.actions.whenIdle();
  const result = await onlyRun(world);
  const byName = Object.fromEntries(Object.entries(result.jobs).map(([key, job]) => [key, job.conclusion]));
  return { ...result, byName };
}

const comment = (body: string, type = 'User') => ({
  comment: { body, user: { login: 'ada', type } },
  issue: { title: 'I' },
});

describe('the shipped workflow file', () => {
  it('orchestrates on a command', async () => {
    const { byName, log, run } = await happen(
      'issue_comment',
      'created',
      comment('/speckit full: Greetings'),
    );
    expect(byName).toEqual({ wake: 'skipped', orchestrate: 'success', agent: 'skipped', land: 'skipped' });
    expect(log).toContain(' mode=orchestrate token=yes\n');
    expect(run).toMatchObject({
      name: 'Speckit',
      display_title: 'speckit issue_comment',
      conclusion: 'success',
    });
    expect(world.tokens.map((minted) => minted.permissions)).toEqual([
      {
        actions: 'write',
        checks: 'write',
        contents: 'write',
        issues: 'write',
        'pull-requests': 'write',
        metadata: 'read',
      },
    ]);
    expect(world.tokens.every((minted) => minted.revoked)).toBe(true);
  });

  it('skips talk, and bots', async () => {
    const { byName, run } = await happen('issue_comment', 'created', comment('nice work'));
    expect(Object.values(byName)).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
    expect(run.conclusion).toBe('skipped');
  });

  it('orchestrates when the dashboard is edited', async () => {
    const { byName } = await happen('issue_comment', 'edited', comment('<!-- speckit:state {} -->', 'Bot'));
    expect(byName.orchestrate).toBe('success');
  });

  it('only wakes on a review, with a token for actions alone', async () => {
    const pull = {
      number: 1,
      head: { ref: 'topic', sha: base, repo: { full_name: 'acme/app' } },
      base: { ref: 'main' },
    };
    const { byName } = await happen(
      'pull_request_review',
      'submitted',
      { pull_request: pull },
      'refs/pull/1/merge',
    );
    expect(byName).toEqual({ wake: 'success', orchestrate: 'skipped', agent: 'skipped', land: 'skipped' });
    expect(world.tokens.map((minted) => minted.permissions)).toEqual([
      { actions: 'write', metadata: 'read' },
    ]);
  });

  it('stays away from pull requests of forks, whose tokens may only read', async () => {
    const fork = { ref: 'topic', sha: base, repo: { full_name: 'stranger/app' } };
    const payload = { pull_request: { number: 1, head: fork, base: { ref: 'main' } } };
    const { byName } = await happen('pull_request_review', 'submitted', payload, 'refs/pull/1/merge');
    expect(Object.values(byName)).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
  });

  it('orchestrates for the pull_request_target that a pull_request event is', async () => {
    const pull = {
      number: 1,
      head: { ref: 'topic', sha: base, repo: { full_name: 'acme/app' } },
      base: { ref: 'main' },
    };
    const { byName, run } = await happen(
      'pull_request',
      'synchronize',
      { pull_request: pull },
      'refs/pull/1/merge',
    );
    expect(run).toMatchObject({ event: 'pull_request_target', head_branch: 'topic', head_sha: base });
    expect(byName.orchestrate).toBe('success');
  });

  it('orchestrates on schedule', async () => {
    world.actions.runSchedules();
    await world.actions.whenIdle();
    const { run, jobs } = await onlyRun(world);
    expect(run.event).toBe('schedule');
    expect(jobs.orchestrate?.conclusion).toBe('success');
  });

  it.each([
    ['success', {}],
    ['failure', { FAIL_AGENT: '1' }],
  ])('plays a dispatched assignment and lands it (%s)', async (expected, env) => {
    await world.close();
    setUp(env);
    const response = await world.request('POST', '/repos/acme/app/actions/workflows/speckit.yml/dispatches', {
      ref: 'main',
      inputs: { assignment: 'a-1', workflow_id: 'w-1', base },
      return_run_details: true,
    });
    expect(response.status).toBe(200);
    await world.actions.whenIdle();
    const { run, jobs, log } = await onlyRun(world);
    expect(await response.json()).toMatchObject({ workflow_run_id: run.id });
    expect(run.display_title).toBe('speckit a-1');
    expect(jobs.orchestrate?.conclusion).toBe('skipped');
    expect(jobs.agent?.conclusion).toBe(expected);
    expect(jobs.land?.conclusion).toBe('success');
    expect(log).toContain(` head=${base} key=yes\n`);
    expect(log).toContain(' credentials=false\n');
    expect(log).toContain(` agent=${expected} branch=main\n`);
    expect(log).toContain(' history=2\n');
    expect(log).toContain(' result={"ok":true}\n');
    expect(world.tokens[0]?.permissions).toEqual({ contents: 'read', metadata: 'read' });
  });
});
