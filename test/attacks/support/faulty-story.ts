/** The story of a full workflow while requests fail, and what is looked at when it has ended. */
import { expect } from '@jest/globals';
import { readRevision } from '../../../src/hosts/github/shown.js';
import { commentsOf, dispatchedAssignments, openIssue, REQUEST, say, stateOf } from '../../e2e/support.js';
import type { Arena } from './arena.js';

/** Schedules after which a workflow that still stands is taken for stuck. */
const ROUNDS = 40;

/** Asks for a full workflow, approves it, and sees it to its end; the issue's number. */
export async function completes(arena: Arena): Promise<number> {
  const { number } = await openIssue(arena);
  await say(arena, arena.wendy, number, `/speckit full: ${REQUEST}`);
  // A run that failed before it wrote anything is run again by a person, as its log asks for.
  await drive(arena, number, 'awaiting_implementation_approval');
  const pull = (await stateOf(arena, number))?.pull_request?.number ?? 0;
  await arena.ada.post(`${arena.repo}/pulls/${pull}/reviews`, { event: 'APPROVE' });
  await arena.box.idle();
  await drive(arena, number, 'completed');
  await untilNoted(arena, number);
  return number;
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

/** The schedule goes on until everything is shown, and then notes the workflow as finished. */
async function untilNoted(arena: Arena, issue: number): Promise<void> {
  const id = (await stateOf(arena, issue))?.workflow_id ?? '';
  const path = `${arena.repo}/contents/.specify/workflow-state/finished.json?ref=speckit-state`;
  for (let round = 0; round < ROUNDS; round++) {
    const note = await arena.ada.get<{ content: string }>(path).catch(() => null);
    if (Buffer.from(note?.content ?? '', 'base64').includes(id)) return;
    arena.box.runSchedules();
    await arena.box.idle();
  }
  throw new Error(`expected ${id} to be noted as finished, received no such note after ${ROUNDS} schedules`);
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

/** Rule S2: each thing that a workflow makes is there once. */
export async function nothingTwice(arena: Arena, issue: number): Promise<void> {
  const { ada, repo } = arena;
  const comments = await commentsOf(arena, issue);
  expect(comments.filter((one) => one.body.includes('<!-- speckit:state'))).toHaveLength(1);
  const effects = comments.flatMap((one) => /<!-- speckit:effect (\S+) -->/.exec(one.body)?.[1] ?? []);
  expectOnce(effects);
  const pulls = await ada.get<object[]>(`${repo}/pulls?state=all`);
  expect(pulls).toHaveLength(1);
  const branches = await ada.get<{ name: string }[]>(`${repo}/branches?per_page=100`);
  expect(branches.filter(({ name }) => /^\d{3}-/.test(name))).toHaveLength(1);
  const runs = dispatchedAssignments(arena);
  expectOnce(runs);
  const state = await stateOf(arena, issue);
  expect(runs.toSorted()).toEqual(state?.assignments.map((one) => one.id).toSorted());
  const dashboard = comments.find(({ id }) => id === state?.dashboard?.comment_id);
  expect(readRevision(dashboard?.body ?? '')).toBe(state?.revision);
  const messages = await messagesOf(arena, issue);
  expectOnce(messages.flatMap((message) => /Speckit-(Agent|Task)[\s\S]*/.exec(message)?.[0] ?? []));
}

function expectOnce(found: readonly string[]): void {
  expect(found).toEqual([...new Set(found)]);
}

/** What came of it, for people to see, without what differs from run to run. */
export async function workOf(arena: Arena, issue: number) {
  const { ada, repo } = arena;
  const messages = await messagesOf(arena, issue);
  const issues = await ada.get<{ title: string; pull_request?: object }[]>(
    `${repo}/issues?state=all&per_page=100`,
  );
  const comments = await commentsOf(arena, issue);
  const state = await stateOf(arena, issue);
  const labels = (place: number) => ada.get<{ name: string }[]>(`${repo}/issues/${place}/labels`);
  const { check_runs } = await ada.get<{
    check_runs: { name: string; status: string; conclusion: string; head_sha: string }[];
  }>(`${repo}/commits/${state?.branch?.name}/check-runs`);
  const pull = await ada.get<{ body: string }>(`${repo}/pulls/${state?.pull_request?.number}`);
  return {
    labels: [await labels(issue), await labels(state?.pull_request?.number ?? 0)].map((found) =>
      found.map(({ name }) => name),
    ),
    checks: check_runs.map(({ name, status, conclusion }) => `${name} ${status} ${conclusion}`).toSorted(),
    lines: pull.body.split('\n').length,
    commits: messages.map((message) => message.split('\n')[0] ?? '').toSorted(),
    issues: issues
      .filter((one) => one.pull_request === undefined)
      .map((one) => one.title)
      .toSorted(),
    comments: comments
      .map((one) => one.body.split('\n')[0] ?? '')
      // Where a run could do nothing, it says so, and that is all that may come on top.
      .filter((line) => !line.startsWith('⚠️ Could not '))
      .toSorted(),
  };
}

async function messagesOf(arena: Arena, issue: number): Promise<string[]> {
  const state = await stateOf(arena, issue);
  const commits = await arena.ada.get<{ commit: { message: string } }[]>(
    `${arena.repo}/commits?sha=${state?.branch?.name}&per_page=100`,
  );
  return commits.map(({ commit }) => commit.message);
}
