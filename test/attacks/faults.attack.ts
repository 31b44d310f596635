/** GitHub fails at requests of a workflow, each address once: it comes to its end all the same, and nothing happens twice. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { commentsOf, dispatchedAssignments, openIssue, REQUEST, say, stateOf } from '../e2e/support.js';
import { type Arena, actionFolder, openArena } from './support/arena.js';
import { attack } from './support/attack.js';
import { type Fault, type FaultyWay, openFaultyWay } from './support/faulty.js';

const FAULTS: readonly (readonly [fault: Fault, what: string])[] = [
  ['500', 'is answered with 500'],
  ['403', 'is answered with 403 for the secondary rate limit'],
  ['lost', 'gets no answer, and GitHub has not heard it'],
  ['unheard', 'gets no answer, and GitHub has done it'],
];

/** Schedules after which a workflow that still stands is taken for stuck. */
const ROUNDS = 25;

describe('the first request of a simple workflow to an address fails', () => {
  for (const [fault, what] of FAULTS) {
    attack(
      'faults',
      {
        name: `first requests ${fault}`,
        tried: `the first write to each address, and the first read of a quarter of them, ${what}`,
        expected: 'the workflow completes',
        proof: 'one dashboard, one pull request, one branch, one run per assignment, one comment per effect',
      },
      () => inFaultyBox(fault, (arena, way) => completes(arena, way)),
      600_000,
    );
  }
});

async function inFaultyBox(
  fault: Fault,
  story: (arena: Arena, way: FaultyWay) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'speckit-faulty-'));
  const turn = FAULTS.findIndex(([one]) => one === fault);
  // Every write fails in each of the ways. Reads are repeated by the client after a pause, so each fails in one of them.
  const way = await openFaultyWay(
    fault,
    (key) => !key.startsWith('GET ') || sumOf(key) % FAULTS.length === turn,
  );
  const bundle = join(actionFolder(), 'dist', 'main.js');
  const manifest = await readFile(join(actionFolder(), 'action.yml'), 'utf8');
  await writeFile(join(folder, 'action.yml'), manifest.replace(/main: .*/, 'main: main.mjs'));
  await writeFile(
    join(folder, 'main.mjs'),
    `process.env.GITHUB_API_URL = process.env.FAULTY_WAY + '/' + new URL(process.env.GITHUB_API_URL).port;\nawait import(${JSON.stringify(bundle)});\n`,
  );
  const arena = await openArena({ action: folder, env: { FAULTY_WAY: way.url } });
  try {
    await story(arena, way);
  } finally {
    await arena.close();
    await way.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function sumOf(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0);
}

async function completes(arena: Arena, way: FaultyWay): Promise<void> {
  const { number } = await openIssue(arena);
  await say(arena, arena.wendy, number, `/speckit simple: ${REQUEST}`);
  // A run that failed before it wrote anything is run again by a person, as its log asks for.
  await drive(arena, number, 'awaiting_implementation_approval');
  const pull = (await stateOf(arena, number))?.pull_request?.number ?? 0;
  await arena.ada.post(`${arena.repo}/pulls/${pull}/reviews`, { event: 'APPROVE' });
  await arena.box.idle();
  await drive(arena, number, 'completed');

  const kinds = new Set(way.failed.map((key) => key.split(' ')[0]));
  expect([...kinds]).toEqual(expect.arrayContaining(['GET', 'PUT', 'POST', 'PATCH']));
  expect(way.failed.length).toBeGreaterThan(10);
  await nothingTwice(arena, number);
}

/** Lets the schedule pass, and people run failed runs again, until the workflow stands there. */
async function drive(arena: Arena, issue: number, status: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const state = await stateOf(arena, issue);
    if (state?.status === status && state.outbox.length === 0) return;
    if (state === null) {
      await rerunFailed(arena);
      continue;
    }
    arena.box.runSchedules();
    await arena.box.idle();
  }
  const state = await stateOf(arena, issue);
  const told = state?.timeline.map(({ actor, what }) => `${actor}: ${what}`).join('\n');
  throw new Error(`expected ${status}, received ${state?.status}: ${state?.status_reason}\n${told}`);
}

async function rerunFailed({ ada, repo, box }: Arena): Promise<void> {
  const { workflow_runs } = await ada.get<{
    workflow_runs: { id: number; event: string; conclusion: string }[];
  }>(`${repo}/actions/runs?per_page=100`);
  for (const run of workflow_runs)
    if (run.conclusion === 'failure' && run.event !== 'schedule' && run.event !== 'workflow_dispatch')
      await ada.post(`${repo}/actions/runs/${run.id}/rerun-failed-jobs`, {});
  await box.idle();
}

async function nothingTwice(arena: Arena, issue: number): Promise<void> {
  const { ada, repo } = arena;
  const comments = await commentsOf(arena, issue);
  expect(comments.filter((one) => one.body.includes('<!-- speckit:state'))).toHaveLength(1);
  const effects = comments.flatMap((one) => /<!-- speckit:effect (\S+) -->/.exec(one.body)?.[1] ?? []);
  expect(effects).toEqual([...new Set(effects)]);
  const pulls = await ada.get<object[]>(`${repo}/pulls?state=all`);
  expect(pulls).toHaveLength(1);
  const branches = await ada.get<{ name: string }[]>(`${repo}/branches?per_page=100`);
  expect(branches.filter(({ name }) => /^\d{3}-/.test(name))).toHaveLength(1);
  const runs = dispatchedAssignments(arena);
  expect(runs).toEqual([...new Set(runs)]);
  const state = await stateOf(arena, issue);
  expect(runs.toSorted()).toEqual(state?.assignments.map((one) => one.id).toSorted());
  const commits = await ada.get<{ commit: { message: string } }[]>(
    `${repo}/commits?sha=${state?.branch?.name}&per_page=100`,
  );
  const landed = commits.flatMap(
    ({ commit }) => /Speckit-(Agent|Task)[\s\S]*/.exec(commit.message)?.[0] ?? [],
  );
  expect(landed).toEqual([...new Set(landed)]);
  const issues = await ada.get<{ title: string; pull_request?: object }[]>(
    `${repo}/issues?state=all&per_page=100`,
  );
  const titles = issues.filter((one) => one.pull_request === undefined).map((one) => one.title);
  expect(titles).toEqual([...new Set(titles)]);
}
