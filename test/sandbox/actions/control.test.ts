// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow files hold GitHub's own expressions.
import { existsSync, mkdirSync, readdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, onlyRun, type World, workflow } from './support/world.js';

/** A program that ends when the named file is there. */
const WAIT = `
import { existsSync, watch } from 'node:fs';
import { dirname } from 'node:path';
const [, , file] = process.argv;
const watcher = watch(dirname(file), () => check());
const check = () => existsSync(file) && watcher.close();
check();
`;

let world: World;
/** Files that jobs and tests use as signals. */
let signals: string;
beforeEach(() => {
  world = createWorld();
  signals = join(world.root, 'signals');
  mkdirSync(signals);
  writeFileSync(join(signals, 'wait.mjs'), WAIT);
});
afterEach(() => world.close());

async function push(text: string) {
  await world.push(workflow(`on: push\n${text}`));
  return onlyRun(world);
}

/** Pushes without waiting for the runs. */
function start(files: Readonly<Record<string, string>>): void {
  const sha = world.repository.commit(files);
  world.notify({ name: 'push', sha });
}

/** Resolves when a job has made this file. */
function signal(name: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(signals, () => check());
    const check = () => {
      if (existsSync(join(signals, name))) {
        watcher.close();
        resolve();
      }
    };
    check();
  });
}

const results = (jobs: Awaited<ReturnType<typeof onlyRun>>['jobs']) =>
  Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.conclusion]));

/** Steps that tell when they run and wait until the test lets them go. */
const HELD = `
      - env: { N: '\${{ github.event.client_payload.n }}' }
        run: |
          touch "$SIGNALS/$N-started"
          node "$SIGNALS/wait.mjs" "$SIGNALS/$N-go"`;

describe('cancellation', () => {
  const file = () => `
on: push
env: { SIGNALS: '${signals}' }
jobs:
  work:
    runs-on: x
    steps:
      - run: |
          sleep 300 &
          touch "$SIGNALS/work-started"
          wait
      - if: always()
        run: echo cleanup-ran
      - run: echo not-this
  after: { needs: work, runs-on: x, steps: [{ run: echo after }] }
  land: { needs: work, if: always(), runs-on: x, steps: [{ run: 'echo "land sees \${{ needs.work.result }}"' }] }
`;

  it('ends the process group, runs always() steps and jobs, and concludes as cancelled', async () => {
    start(workflow(file()));
    await signal('work-started');
    const [running] = await world.runs();
    expect(running?.status).toBe('in_progress');
    const response = await world.request('POST', `/repos/acme/app/actions/runs/${running?.id}/cancel`);
    expect(response.status).toBe(202);
    await world.actions.whenIdle();
    const { run, jobs, log } = await onlyRun(world);
    expect(run.conclusion).toBe('cancelled');
    expect(results(jobs)).toEqual({ work: 'cancelled', after: 'skipped', land: 'success' });
    expect(log).toContain(' cleanup-ran\n');
    expect(log).not.toMatch(/Z not-this\n/);
    expect(log).toContain(' land sees cancelled\n');
    expect((await world.request('POST', `/repos/acme/app/actions/runs/${run.id}/cancel`)).status).toBe(409);
  });

  it('ends everything when forced', async () => {
    start(workflow(file()));
    await signal('work-started');
    const [running] = await world.runs();
    await world.request('POST', `/repos/acme/app/actions/runs/${running?.id}/force-cancel`);
    await world.actions.whenIdle();
    const { run, log } = await onlyRun(world);
    expect(run.conclusion).toBe('cancelled');
    expect(log).not.toMatch(/Z cleanup-ran\n/);
    // Unlike a plain cancellation, a forced one passes over always().
    expect(log).not.toContain(' land sees');
  });

  it('leaves no process behind, not even one in a session of its own', async () => {
    const { log, run } = await push(`
env: { SIGNALS: '${signals}' }
jobs:
  a: { runs-on: x, steps: [{ run: 'setsid sleep 300 > /dev/null 2>&1 & echo $! > "$SIGNALS/pid"' }] }
`);
    expect(run.conclusion).toBe('success');
    expect(log).toContain(' Terminated orphan processes: ');
  });

  it('leaves a lost runner behind when the sandbox stops', async () => {
    start(workflow(file()));
    await signal('work-started');
    await world.restart();
    const { run, jobs, log } = await onlyRun(world);
    expect(run).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(jobs.work).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(log).toContain('The runner lost communication with the server');
    expect(readdirSync(join(world.root, 'data'))).not.toContain('work');
    expect(world.actions.isIdle()).toBe(true);
  });
});

describe('concurrency', () => {
  const file = (group: string) => `
on: { repository_dispatch: {} }
run-name: run \${{ github.event.client_payload.n }}
env: { SIGNALS: '${signals}' }
${group}
`;
  const dispatch = (n: string) =>
    world.request('POST', '/repos/acme/app/dispatches', { event_type: 'go', client_payload: { n } });
  const letGo = (name: string) => writeFileSync(join(signals, `${name}-go`), '');
  const conclusions = async () =>
    Object.fromEntries((await world.runs()).map((run) => [run.display_title, run.conclusion]));

  it('runs one, keeps the latest waiting and drops the others', async () => {
    world.repository.commit(
      workflow(file(`concurrency: one\njobs:\n  a:\n    runs-on: x\n    steps:${HELD}`)),
    );
    await dispatch('1');
    await signal('1-started');
    await dispatch('2');
    await dispatch('3');
    await world.until('workflow_run', 'completed'); // The second one loses its place to the third.
    letGo('3');
    letGo('1');
    await world.actions.whenIdle();
    expect(await conclusions()).toEqual({ 'run 1': 'success', 'run 2': 'cancelled', 'run 3': 'success' });
    expect(existsSync(join(signals, '2-started'))).toBe(false);
  });

  it('cancels the one in progress when asked to', async () => {
    const group = "concurrency: { group: '${{ github.ref }}', cancel-in-progress: true }";
    world.repository.commit(workflow(file(`${group}\njobs:\n  a:\n    runs-on: x\n    steps:${HELD}`)));
    await dispatch('1');
    await signal('1-started');
    letGo('2');
    await dispatch('2');
    await world.actions.whenIdle();
    expect(await conclusions()).toEqual({ 'run 1': 'cancelled', 'run 2': 'success' });
  });

  it('works for jobs, after their condition', async () => {
    world.repository.commit(
      workflow(
        file(
          `jobs:\n  a:\n    if: github.event.client_payload.n != '2'\n    concurrency: one\n    runs-on: x\n    steps:${HELD}`,
        ),
      ),
    );
    await dispatch('1');
    await signal('1-started');
    await dispatch('3');
    await dispatch('2'); // Skipped, so it does not take the waiting place of 3.
    await world.until('workflow_run', 'completed');
    letGo('1');
    letGo('3');
    await world.actions.whenIdle();
    expect(await conclusions()).toEqual({ 'run 1': 'success', 'run 2': 'skipped', 'run 3': 'success' });
  });
});

describe('reruns', () => {
  it('repeat failed jobs and what depends on them, and keep the others', async () => {
    await push(`
env: { SIGNALS: '${signals}' }
jobs:
  good: { runs-on: x, outputs: { v: '\${{ steps.s.outputs.v }}' }, steps: [{ id: s, run: 'echo "v=$GITHUB_RUN_ATTEMPT" >> $GITHUB_OUTPUT' }] }
  bad: { needs: good, runs-on: x, steps: [{ run: 'echo "attempt $GITHUB_RUN_ATTEMPT good \${{ needs.good.outputs.v }}"; test -e "$SIGNALS/ok"' }] }
  last: { needs: bad, runs-on: x, steps: [{ run: echo last }] }
`);
    writeFileSync(join(signals, 'ok'), '');
    const [first] = await world.runs();
    const response = await world.request(
      'POST',
      `/repos/acme/app/actions/runs/${first?.id}/rerun-failed-jobs`,
    );
    expect(response.status).toBe(201);
    await world.actions.whenIdle();
    const { run, jobs, log } = await onlyRun(world);
    expect(run).toMatchObject({ run_attempt: 2, conclusion: 'success', run_number: 1 });
    expect(results(jobs)).toEqual({ good: 'success', bad: 'success', last: 'success' });
    expect(log).toContain(' attempt 2 good 1\n');
    const all = await world.get<{ total_count: number }>(`/actions/runs/${run.id}/jobs?filter=all`);
    expect(all.total_count).toBe(6);
  });

  it('repeat everything', async () => {
    await push('jobs:\n  a: { runs-on: x, steps: [{ run: echo "attempt $GITHUB_RUN_ATTEMPT" }] }');
    const [first] = await world.runs();
    await world.request('POST', `/repos/acme/app/actions/runs/${first?.id}/rerun`);
    await world.actions.whenIdle();
    expect((await onlyRun(world)).log).toContain(' attempt 2\n');
  });
});
