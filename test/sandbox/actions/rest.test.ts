// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow files hold GitHub's own expressions.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, onlyRun, type Run, type World, workflow } from './support/world.js';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

const BASE = '/repos/acme/app/actions';
const DISPATCHED = `
name: Dispatched
run-name: 'Run \${{ inputs.text }} by \${{ github.actor }}'
on:
  workflow_dispatch:
    inputs:
      text: { type: string, default: fallback }
      flag: { type: boolean }
      count: { type: number, default: 2 }
      kind: { type: choice, options: [a, b] }
      must: { type: string, required: true }
jobs:
  a:
    runs-on: x
    steps:
      - run: echo '\${{ inputs.flag == true }} \${{ inputs.count == 3 }} \${{ toJSON(github.event.inputs.flag) }} [\${{ inputs.kind }}]'
`;
const PUSHED = 'on: push\njobs:\n  a: { runs-on: x, steps: [{ run: echo a }] }';

const dispatch = (body: unknown, id = 'd.yml') =>
  world.request('POST', `${BASE}/workflows/${id}/dispatches`, body);

describe('workflow_dispatch', () => {
  beforeEach(() => {
    world.repository.commit({ ...workflow(DISPATCHED, 'd.yml'), ...workflow(PUSHED, 'p.yml') });
  });

  it('types inputs, keeps their text in the event, and names the run', async () => {
    const response = await dispatch({
      ref: 'main',
      inputs: { text: 'hi', flag: 'true', count: '3', must: 'x' },
    });
    expect(response.status).toBe(204);
    await world.actions.whenIdle();
    const { run, log } = await onlyRun(world);
    expect(run).toMatchObject({
      display_title: 'Run hi by ada',
      name: 'Dispatched',
      event: 'workflow_dispatch',
      head_branch: 'main',
    });
    expect(log).toContain(' true true "true" []\n');
    expect(world.delivered.find((event) => event.name === 'workflow_dispatch')?.payload).toMatchObject({
      ref: 'refs/heads/main',
      workflow: '.github/workflows/d.yml',
    });
  });

  it('returns details on demand', async () => {
    const response = await dispatch({
      ref: 'refs/heads/main',
      inputs: { must: 'x' },
      return_run_details: true,
    });
    expect(response.status).toBe(200);
    const body = (await response.json()) as { workflow_run_id: number; run_url: string; html_url: string };
    expect(body.run_url).toBe(`http://sandbox.test/repos/acme/app/actions/runs/${body.workflow_run_id}`);
    await world.actions.whenIdle();
    expect((await onlyRun(world)).run).toMatchObject({
      id: body.workflow_run_id,
      display_title: 'Run fallback by ada',
    });
  });

  it.each([
    [{ inputs: { must: 'x' } }, 'd.yml', 422, '"ref" wasn\'t supplied'],
    [{ ref: 'nope', inputs: { must: 'x' } }, 'd.yml', 422, 'No ref found for: nope'],
    [
      { ref: 'main', inputs: { other: '1', must: 'x' } },
      'd.yml',
      422,
      'Unexpected inputs provided: ["other"]',
    ],
    [{ ref: 'main' }, 'd.yml', 422, "Required input 'must' not provided"],
    [
      { ref: 'main', inputs: { must: 'x', kind: 'c' } },
      'd.yml',
      422,
      "Provided value 'c' for input 'kind' not in the list",
    ],
    [{ ref: 'main', inputs: { must: 'x'.repeat(66_000) } }, 'd.yml', 422, 'inputs are too large'],
    [{ ref: 'main' }, 'p.yml', 422, "Workflow does not have 'workflow_dispatch' trigger"],
    [{ ref: 'main' }, 'unknown.yml', 404, 'Not Found'],
  ])('refuses %j to %s with %i', async (body, id, status, message) => {
    const response = await dispatch(body, id);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      message: expect.stringContaining(message),
      status: String(status),
    });
  });

  it('demands write access to actions', async () => {
    world.caller = {
      kind: 'run',
      login: 'github-actions[bot]',
      runId: 1,
      repository: 'acme/app',
      permissions: { actions: 'read' },
    };
    expect((await dispatch({ ref: 'main', inputs: { must: 'x' } })).status).toBe(403);
    world.caller = { ...world.caller, permissions: { actions: 'write' } };
    expect((await dispatch({ ref: 'main', inputs: { must: 'x' } })).status).toBe(204);
    await world.actions.whenIdle();
    expect((await onlyRun(world)).run.actor?.login).toBe('github-actions[bot]');
  });
});

describe('repository_dispatch', () => {
  const post = (body: unknown) => world.request('POST', '/repos/acme/app/dispatches', body);

  it('starts workflows by event type', async () => {
    world.repository.commit({
      ...workflow(
        `on: { repository_dispatch: { types: [go] } }\njobs:\n  a: { runs-on: x, steps: [{ run: 'echo "n=\${{ github.event.client_payload.n }}"' }] }`,
        'go.yml',
      ),
      ...workflow(
        'on: { repository_dispatch: { types: [stop] } }\njobs:\n  a: { runs-on: x, steps: [{ run: echo }] }',
        'stop.yml',
      ),
    });
    expect((await post({ event_type: 'go', client_payload: { n: 5 } })).status).toBe(204);
    await world.actions.whenIdle();
    const { run, log } = await onlyRun(world);
    expect(run).toMatchObject({ event: 'repository_dispatch', display_title: 'go' });
    expect(log).toContain(' n=5\n');
  });

  it.each([
    [{}, '"event_type" wasn\'t supplied'],
    [{ event_type: 'x'.repeat(101) }, 'at most 100'],
    [
      {
        event_type: 'x',
        client_payload: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, i])),
      },
      'No more than 10 properties',
    ],
  ])('refuses %j', async (body, message) => {
    const response = await post(body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe('workflows', () => {
  it('are listed, and found by id and file name', async () => {
    world.repository.commit({ ...workflow(DISPATCHED, 'd.yml'), ...workflow(PUSHED, 'p.yaml') });
    const list = await world.get<{
      total_count: number;
      workflows: { id: number; name: string; path: string }[];
    }>('/actions/workflows');
    expect(list.workflows.map(({ name, path }) => [name, path])).toEqual([
      ['Dispatched', '.github/workflows/d.yml'],
      ['.github/workflows/p.yaml', '.github/workflows/p.yaml'],
    ]);
    const [first] = list.workflows;
    expect(await world.get('/actions/workflows/d.yml')).toEqual(first);
    expect(await world.get(`/actions/workflows/${first?.id}`)).toEqual(first);
  });

  it('start nothing while disabled', async () => {
    world.repository.commit(workflow(PUSHED));
    expect((await world.request('PUT', `${BASE}/workflows/ci.yml/disable`)).status).toBe(204);
    await world.push(workflow(PUSHED));
    expect(await world.runs()).toEqual([]);
    await world.request('PUT', `${BASE}/workflows/ci.yml/enable`);
    await world.push(workflow(PUSHED));
    expect(await world.runs()).toHaveLength(1);
  });
});

describe('runs', () => {
  it('are filtered and paged, latest first', async () => {
    await world.push(workflow(PUSHED));
    await world.push(workflow(PUSHED), { branch: 'topic', message: 'another' });
    await world.push(workflow(PUSHED.replace('echo a', '"false"')));
    const titles = async (query: string) =>
      (await world.get<{ workflow_runs: Run[] }>(`/actions/runs?${query}`)).workflow_runs.map(
        (run) => run.run_number,
      );
    expect(await titles('')).toEqual([3, 2, 1]);
    expect(await titles('status=failure')).toEqual([3]);
    expect(await titles('status=completed&branch=topic')).toEqual([2]);
    expect(await titles('event=issues')).toEqual([]);
    expect(await titles('actor=ada&created=>=2020-01-01')).toEqual([3, 2, 1]);
    expect(await titles('created=2020-01-01..2020-12-31')).toEqual([]);
    expect(await titles(`head_sha=${world.repository.resolve('refs/heads/topic')}`)).toEqual([2]);
    const page = await world.request('GET', `${BASE}/workflows/ci.yml/runs?per_page=1&page=2`);
    expect(page.headers.get('link')).toContain(
      `<http://sandbox.test${BASE}/workflows/ci.yml/runs?per_page=1&page=3>; rel="next"`,
    );
    expect(await page.json()).toMatchObject({ total_count: 3, workflow_runs: [{ run_number: 2 }] });
  });

  it('survive a restart with jobs and logs', async () => {
    await world.push(workflow(PUSHED));
    const before = await onlyRun(world);
    await world.restart();
    expect(await onlyRun(world)).toEqual(before);
    await world.push(workflow(PUSHED));
    expect((await world.runs()).map((run) => run.run_number)).toEqual([2, 1]);
  });

  it('can be deleted once they are over', async () => {
    await world.push(workflow(PUSHED));
    const { run } = await onlyRun(world);
    expect((await world.request('DELETE', `${BASE}/runs/${run.id}`)).status).toBe(204);
    expect((await world.request('GET', `${BASE}/runs/${run.id}`)).status).toBe(404);
    expect((await world.request('GET', '/repos/acme/other/actions/runs/1')).status).toBe(404);
  });

  it('show jobs with their steps', async () => {
    await world.push(workflow(PUSHED));
    const { run, jobs } = await onlyRun(world);
    expect(jobs.a).toMatchObject({
      run_id: run.id,
      status: 'completed',
      conclusion: 'success',
      workflow_name: '.github/workflows/ci.yml',
      head_branch: 'main',
      steps: [
        { name: 'Set up job', number: 1, status: 'completed', conclusion: 'success' },
        { name: 'Run echo a', number: 2, status: 'completed', conclusion: 'success' },
        { name: 'Complete job', number: 3, status: 'completed', conclusion: 'success' },
      ],
    });
    expect(await world.get(`/actions/jobs/${jobs.a?.id}`)).toEqual(jobs.a);
  });
});

describe('settings', () => {
  it('of workflow permissions are read and written', async () => {
    const value = { default_workflow_permissions: 'write', can_approve_pull_request_reviews: true };
    expect((await world.request('PUT', `${BASE}/permissions/workflow`, value)).status).toBe(204);
    expect(await world.get('/actions/permissions/workflow')).toEqual(value);
    const wrong = await world.request('PUT', `${BASE}/permissions/workflow`, {
      default_workflow_permissions: 'all',
    });
    expect(wrong.status).toBe(422);
  });

  it('list names of secrets, never values, and variables', async () => {
    world.secrets.KEY = 'value-of-key';
    world.variables.COLOR = 'green';
    const secrets = await world.get<{ secrets: unknown[] }>('/actions/secrets');
    expect(secrets.secrets).toEqual([expect.objectContaining({ name: 'KEY' })]);
    expect(JSON.stringify(secrets)).not.toContain('value-of-key');
    expect(await world.get('/actions/variables')).toMatchObject({
      total_count: 1,
      variables: [{ name: 'COLOR', value: 'green' }],
    });
  });
});
