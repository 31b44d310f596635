import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AssignmentFinished } from '../../../src/domain/events.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { transition } from '../../../src/engine/transition.js';
import { gitIn, gitText } from '../../../src/jobs/land/git.js';
import { gitTreeReader } from '../../../src/jobs/land/git-tree.js';
import { traceLanding } from '../../../src/jobs/land/traceability.js';
import { readBranchContent } from '../../../src/runtime/branch-content.js';
import { anApproval, implementingState } from '../../support/state-builder.js';
import { A_SPEC, anAssignment, aTask, done, FEATURE, NOW } from '../support/builders.js';
import { openWorkspace, putFiles, type Workspace } from '../support/workspace.js';

const DIR = `specs/${FEATURE}/`;
const FILE = `${DIR}traceability.md`;
let workspace: Workspace;
let log: string[];

beforeEach(async () => {
  workspace = await openWorkspace();
  log = [];
});
afterEach(() => workspace.close());

/** A feature with one task, implemented by an agent. */
async function implemented(): Promise<void> {
  await workspace.commit({ [`${DIR}spec.md`]: A_SPEC, [`${DIR}tasks.md`]: '- [X] T001 Greet (FR-001)\n' });
  const folder = await workspace.checkoutAt(`origin/${FEATURE}`);
  await putFiles(folder, { 'src/greet.js': '1\n', 'test/größe "a".test.js': '2\n' });
  const git = gitIn(folder);
  await git(['add', '--all']);
  const trailers = 'Speckit-Agent: implement\nSpeckit-Task: T001\nSpeckit-Assignment: a-1';
  const who = ['-c', 'user.name=bot', '-c', 'user.email=bot@example.com'];
  await git([...who, 'commit', '--quiet', '-m', `implement(T001): greet\n\n${trailers}`]);
  await git(['push', '--quiet', 'origin', `HEAD:refs/heads/${FEATURE}`]);
}

async function stateNow(overrides: Partial<WorkflowState> = {}): Promise<WorkflowState> {
  const head = await workspace.head();
  const git = gitIn(workspace.checkout);
  await git(['fetch', '--quiet', 'origin', FEATURE]);
  const { digest } = await readBranchContent(gitTreeReader(workspace.checkout, head), DIR);
  const state = implementingState({ workflow_type: 'simple' });
  const steps: WorkflowState['steps'] = ['specify', 'checkpoint', 'implement', 'review'];
  return {
    ...state,
    steps,
    agents_to_execute: ['specify', 'implement', 'review'],
    completed_agents: ['specify', 'implement'],
    current_agent: 'review',
    feature_id: FEATURE,
    feature_dir: DIR,
    branch: { name: FEATURE, base: 'main', base_sha: await workspace.head('main'), head },
    content_digest: digest,
    approved_digest: digest,
    approvals: [anApproval({ digest })],
    tasks: [aTask('T001', { status: 'done' })],
    assignments: [anAssignment(head, ['review'], { id: 'a-2' })],
    ...overrides,
  };
}

function finished(response: unknown = done('review')): AssignmentFinished {
  return {
    type: 'assignment_finished',
    key: 'assignment:a-2',
    at: NOW,
    runner: 'run/1/1',
    assignment_id: 'a-2',
    responses: [response as AssignmentFinished['responses'][number]],
    usage: [],
    landed: null,
  };
}

async function trace(state: WorkflowState, event = finished()): Promise<AssignmentFinished> {
  const options = { checkout: workspace.checkout, log: (line: string) => log.push(line) };
  const traced = await traceLanding(event, state, options);
  if (traced === null) throw new Error('expected an event, received none');
  return traced;
}

describe('the traceability of a feature', () => {
  it('is committed when the last agent has landed, and the state is told of it', async () => {
    await implemented();
    const state = await stateNow();
    const event = await trace(state);
    const text = await workspace.file(FILE);
    expect(text).toContain('1 requirement: 1 complete');
    expect(text).toContain('test/größe "a".test.js');
    expect(event.landed?.head).toBe(await workspace.head());
    expect(event.landed?.head).not.toBe(state.branch?.head);
    expect(event.traceability).toMatchObject({ requirements: 1, complete: 1, rows: [{ id: 'FR-001' }] });
    const next = transition(state, event).state;
    expect(next).toMatchObject({ status: 'completed', traceability: { complete: 1 } });
    expect(next?.branch?.head).toBe(await workspace.head());
    // Rule G1: what was approved is still what is there.
    expect(next?.content_digest).toBe(state.approved_digest);
    expect(next?.implementation_approved).toBe(true);
  });

  it('S2: is committed once, also when the landing is told a second time', async () => {
    await implemented();
    const state = await stateNow();
    await trace(state);
    const commits = (await workspace.log()).length;
    const again = await trace(state);
    expect(await workspace.log()).toHaveLength(commits);
    expect(again.landed?.head).toBe(await workspace.head());
  });

  it('waits for the last agent', async () => {
    await implemented();
    const before = await workspace.head();
    const more = await stateNow({ steps: ['specify', 'checkpoint', 'implement', 'review', 'test'] });
    expect((await trace(more)).traceability).toBeUndefined();
    const plan = await stateNow({ steps: ['specify', 'review'] });
    expect((await trace(plan)).traceability).toBeUndefined();
    expect(await workspace.head()).toBe(before);
  });

  it('G1: is not written on top of artifacts that somebody has changed', async () => {
    await implemented();
    const state = await stateNow();
    const theirs = await workspace.commit({ [`${DIR}spec.md`]: `${A_SPEC}\nMore.\n` });
    expect((await trace(state)).landed).toBeNull();
    expect(await workspace.head()).toBe(theirs);
  });

  it('is part of a commit that people can have pushed below', async () => {
    await implemented();
    const state = await stateNow();
    const theirs = await workspace.commit({ 'NOTES.md': 'mine\n' });
    const event = await trace(state);
    const parent = await gitText(gitIn(workspace.origin), ['rev-parse', `${event.landed?.head}^`]);
    expect(parent).toBe(theirs);
  });

  it('E1: does not keep a workflow from its end', async () => {
    await implemented();
    const state = await stateNow();
    await gitIn(workspace.checkout)(['remote', 'set-url', 'origin', '/nowhere']);
    const event = finished();
    expect(await trace(state, event)).toBe(event);
    expect(log).toEqual([expect.stringMatching(/^warning: traceability.md could not be written/)]);
  });
});
