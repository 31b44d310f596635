// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow files hold GitHub's own expressions.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, onlyRun, type World, workflow } from './support/world.js';

const FILE = `
on:
  workflow_dispatch:
    inputs:
      environment: { type: string, default: "" }
jobs:
  agent: { runs-on: x, environment: '\${{ inputs.environment }}', steps: [{ run: echo deployed }] }
  land: { needs: agent, if: always(), runs-on: x, steps: [{ run: 'echo "after \${{ needs.agent.result }}"' }] }
`;

interface Pending {
  readonly environment: { readonly id: number; readonly name: string };
  readonly current_user_can_approve: boolean;
}

describe('an environment', () => {
  let world: World;
  beforeEach(async () => {
    world = createWorld();
    await world.push(workflow(FILE));
  });
  afterEach(() => world.close());

  const put = (name: string, body: unknown) =>
    world.request('PUT', `/repos/acme/app/environments/${name}`, body);
  const protect = (more = {}) => put('prod', { reviewers: [{ type: 'User', id: 3 }], ...more });
  /** Without logs, which a job that waits has none of. */
  async function theRun() {
    const [run] = await world.runs();
    if (run === undefined) throw new Error('expected a run, received none');
    return { run, jobs: Object.fromEntries((await world.jobs(run.id)).map((job) => [job.name, job])) };
  }
  async function dispatch(environment: string): Promise<void> {
    const body = { ref: 'main', inputs: { environment } };
    await world.request('POST', '/repos/acme/app/actions/workflows/ci.yml/dispatches', body);
    await world.actions.whenIdle();
  }
  async function answer(state: string): Promise<number> {
    const { run } = await theRun();
    const [pending] = await world.get<Pending[]>(`/actions/runs/${run.id}/pending_deployments`);
    const body = { environment_ids: [pending?.environment.id ?? 0], state, comment: 'ok' };
    const path = `/repos/acme/app/actions/runs/${run.id}/pending_deployments`;
    const { status } = await world.request('POST', path, body);
    await world.actions.whenIdle();
    return status;
  }

  it('with reviewers keeps a job waiting, which is no work in progress, until one approves', async () => {
    await protect();
    await dispatch('prod');
    const { run, jobs } = await theRun();
    expect([run.status, run.conclusion, jobs.agent?.status]).toEqual(['waiting', null, 'waiting']);
    expect(await world.get<Pending[]>(`/actions/runs/${run.id}/pending_deployments`)).toMatchObject([
      { environment: { name: 'prod' }, current_user_can_approve: true },
    ]);
    expect(await answer('approved')).toBe(200);
    const after = await onlyRun(world);
    expect([after.run.conclusion, after.log]).toEqual(['success', expect.stringContaining('after success')]);
    expect(await world.get(`/actions/runs/${run.id}/approvals`)).toMatchObject([
      { state: 'approved', comment: 'ok', user: { login: 'ada' }, environments: [{ name: 'prod' }] },
    ]);
  });

  it('fails the job that a reviewer refuses; what always runs after it still does', async () => {
    await protect();
    await dispatch('prod');
    expect(await answer('rejected')).toBe(200);
    const { run, jobs, log } = await onlyRun(world);
    expect([run.conclusion, jobs.agent?.conclusion, jobs.land?.conclusion]).toEqual([
      'failure',
      'failure',
      'success',
    ]);
    expect(log).toContain('rejected by ada');
    expect(log).not.toContain('deployed\n');
  });

  it('is not opened by programs, by people who are not named, nor by who started the run where forbidden', async () => {
    await protect();
    await dispatch('prod');
    world.caller = {
      kind: 'run',
      login: 'bot',
      runId: 1,
      repository: 'acme/app',
      permissions: { actions: 'write' },
    };
    expect(await answer('approved')).toBe(403);
    world.caller = { kind: 'user', login: 'ada' };
    await put('prod', { reviewers: [{ type: 'User', id: 4 }] });
    expect(await answer('approved')).toBe(403);
    await protect({ prevent_self_review: true });
    expect(await answer('approved')).toBe(403);
    expect((await theRun()).run.status).toBe('waiting');
  });

  it('lets go of a run that is cancelled', async () => {
    await protect();
    await dispatch('prod');
    const { run } = await theRun();
    await world.request('POST', `/repos/acme/app/actions/runs/${run.id}/force-cancel`);
    await world.actions.whenIdle();
    expect((await theRun()).run).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  });

  it('is none where the name is empty, and is made without a rule where it is unknown', async () => {
    await dispatch('');
    expect(await world.get('/environments')).toMatchObject({ total_count: 0 });
    expect((await onlyRun(world)).run.conclusion).toBe('success');
  });

  it('that nobody has made comes into being without a rule', async () => {
    await dispatch('staging');
    expect((await onlyRun(world)).run.conclusion).toBe('success');
    expect(await world.get('/environments/Staging')).toMatchObject({ name: 'staging', protection_rules: [] });
    expect((await world.request('GET', '/repos/acme/app/environments/other')).status).toBe(404);
  });
});
