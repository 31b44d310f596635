/**
 * `taskstoissues` on features of real projects, three times each: the first run makes issues of the first half of the
 * tasks; then tasks are added and one is reworded; the second run dies at its first call of the API, or its second, and so
 * on through all of them, before the call is sent or before its answer arrives; the third one takes up what it has left.
 * Every task has exactly one issue then. Each death happens to the world as the first run has left it.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BranchContent } from '../../src/domain/events.js';
import type { WorkflowState } from '../../src/domain/state.js';
import type { GithubHost } from '../../src/hosts/github/host.js';
import { readMarker, TASK_MARKER } from '../../src/hosts/github/markers.js';
import { taskKey } from '../../src/hosts/github/task-issues.js';
import type { Runtime } from '../../src/runtime/process-event.js';
import { type IssuesBox, openIssuesBox } from './issues/box.js';
import type { Death } from './issues/death.js';
import { CORPUS, type Feature, moderateFeatures } from './issues/features.js';
import { MemoryStates } from './issues/memory-states.js';
import { Processes } from './issues/processes.js';
import { contentOf, contentOfText, goOn, runIssues } from './issues/story.js';

const features = moderateFeatures(10);
const processes = new Processes();

if (features.length === 0) {
  it.skip(`issues of real features: there is no folder ${CORPUS}`, () => undefined);
} else {
  describe('S2: one issue for each task, wherever a run of taskstoissues dies', () => {
    beforeAll(() => processes.open());
    afterAll(() => processes.close());

    // What is around the issues is the same for every feature, and takes the most time: states on their branch, the claim
    // of the feature, the dispatch, the comments. It takes part once.
    it('with everything around it', async () => {
      const [feature] = features;
      if (feature === undefined) throw new Error('expected a feature');
      await inBox(feature, async (box) => {
        await dieEverywhere(box, feature, { states: null, bothWays: false });
      });
    }, 300_000);

    it.each(features.map((feature) => [`${feature.path}, ${feature.ids.length} tasks`, feature] as const))(
      '%s',
      async (_title, feature) => {
        await inBox(feature, async (box) => {
          const bothWays = feature === features[0];
          const calls = await dieEverywhere(box, feature, { states: new MemoryStates(), bothWays });
          expect(calls).toBeGreaterThan(feature.ids.length);
        });
      },
      120_000,
    );
  });
}

/**
 * Says how many calls the second run makes when nothing disturbs it.
 *
 * @param bothWays before and after each call. Otherwise after each, and before the first: to the world it is the same
 * whether a process dies with an answer or before its next call
 */
async function dieEverywhere(
  box: IssuesBox,
  feature: Feature,
  { states, bothWays }: { readonly states: MemoryStates | null; readonly bothWays: boolean },
): Promise<number> {
  const half = await contentFrom(feature, feature.half, states);
  const whole = await contentFrom(feature, feature.whole, states);
  await box.asPerson('POST', '/issues', { title: 'The feature' });
  const first = await processes.start(box, null, states).live(commandOf(feature, half, randomUUID()));
  expect(first?.status).toBe('completed');
  if (states === null) await write(box, feature);
  const afterFirst = await box.remember();

  const secondAndThird = async (death: Death | null): Promise<number> => {
    await box.setBack(afterFirst);
    const left = states?.copy() ?? null;
    const id = randomUUID();
    const second = processes.start(box, death, left);
    const ended = await second.live(commandOf(feature, whole, id));
    expect({ death, died: ended === null }).toEqual({ death, died: death !== null });
    const third = await processes.start(box, null, left).live(async (host, runtime) => {
      // Died before anything was written: the person types the command again.
      return (await goOn(runtime, id)) ?? (await commandOf(feature, whole, randomUUID())(host, runtime));
    });
    expect({ death, ...(await seen(box, feature, third)) }).toEqual({ death, ...allOnce(feature) });
    return second.calls();
  };
  const calls = await secondAndThird(null);
  for (let call = 1; call <= calls; call++) {
    if (call === 1 || bothWays) await secondAndThird({ call, how: 'unsent' });
    await secondAndThird({ call, how: 'unanswered' });
  }
  return calls;
}

type Content = (host: GithubHost) => Promise<BranchContent>;

/** What is on the feature's branch; with states in memory this text, read once as it takes longer than all calls. */
async function contentFrom(feature: Feature, text: string, states: MemoryStates | null): Promise<Content> {
  if (states === null) return (host) => contentOf(host, feature.id);
  const content = await contentOfText(feature.id, text);
  return async () => content;
}

function commandOf(feature: Feature, content: Content, workflowId: string) {
  return async (host: GithubHost, runtime: Runtime) =>
    runIssues(runtime, { feature: feature.id, issue: 1, content: await content(host) }, workflowId);
}

async function inBox(feature: Feature, story: (box: IssuesBox) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'speckit-issues-'));
  try {
    const folder = join(root, 'seed', 'specs', feature.id);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'tasks.md'), feature.half);
    const box = await openIssuesBox(join(root, 'data'), join(root, 'seed'));
    try {
      await story(box);
    } finally {
      await box.close();
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A person adds the second half of the tasks, and rewords the first one. */
async function write(box: IssuesBox, { id, whole }: Feature): Promise<void> {
  const path = `/contents/specs/${id}/tasks.md`;
  const { sha } = await box.asPerson<{ sha: string }>('GET', `${path}?ref=${id}`);
  const content = Buffer.from(whole).toString('base64');
  await box.asPerson('PUT', path, { message: 'More tasks', branch: id, content, sha });
}

async function seen(box: IssuesBox, feature: Feature, state: WorkflowState | null) {
  const { status, created_issues = {} } = state ?? {};
  return { status, recorded: Object.keys(created_issues).length, issues: await taskIssues(box, feature) };
}

function allOnce({ ids }: Feature) {
  return { status: 'completed', recorded: ids.length, issues: ids };
}

interface Listed {
  readonly body: string | null;
}

/** Ids of the tasks of all issues that carry a mark, in the order of the tasks; one that has two stands there twice. */
async function taskIssues(box: IssuesBox, { id, ids }: Feature): Promise<string[]> {
  const found = await box.asPerson<Listed[]>('GET', '/issues?state=all&per_page=100');
  if (found.length === 100) throw new Error('expected fewer issues than a page holds');
  const keys = found.flatMap(({ body }) => readMarker(body ?? '', TASK_MARKER) ?? []);
  const known = new Map(ids.map((task) => [taskKey(id, task), task]));
  return keys
    .flatMap((key) => known.get(key) ?? [])
    .sort((one, other) => ids.indexOf(one) - ids.indexOf(other));
}
