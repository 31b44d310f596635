/**
 * `taskstoissues` on features of real projects, three times each: the first run makes issues of the first half of the
 * tasks; before the second one tasks are added and one is reworded; it dies with the answer to its first call, or its second,
 * and so on, each time in a world of its own; the third one takes up what it has left. Every task has exactly one issue then.
 * For the world it is the same whether a process dies with an answer or before its next call.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseTasks } from '../../src/documents/tasks.js';
import type { WorkflowState } from '../../src/domain/state.js';
import type { GithubHost } from '../../src/hosts/github/host.js';
import { readMarker, TASK_MARKER } from '../../src/hosts/github/markers.js';
import { taskKey } from '../../src/hosts/github/task-issues.js';
import type { Runtime } from '../../src/runtime/process-event.js';
import {
  ApiCalls,
  contentOf,
  contentOfText,
  goOn,
  type IssuesWorld,
  MemoryStates,
  openIssuesWorld,
  runIssues,
} from './issues-world.js';

const CORPUS = join(import.meta.dirname, '../../../shared/corpus');
const FEATURES = 10;
const TRIES_IN_A_WORLD = 8;
/** All calls of all features take minutes: ordinarily each of the ten features has every tenth, and all together have each of them. */
const STEP = process.env.SPECKIT_EVERY_CRASH === '1' ? 1 : 10;

interface Feature {
  readonly id: string;
  readonly path: string;
  readonly text: string;
  readonly ids: readonly string[];
  /** Lines of tasks.md above the first task of the second half. */
  readonly half: number;
}

const features = existsSync(CORPUS) ? moderateFeatures() : [];
const calls = new ApiCalls();

if (features.length === 0) {
  it.skip(`issues of real features: there is no folder ${CORPUS}`, () => undefined);
} else {
  describe('S2: one issue for each task, wherever a run of taskstoissues dies', () => {
    beforeAll(() => calls.open());
    afterAll(() => calls.close());

    // What is around the issues is the same for every feature, and takes the most time: states on their branch, the claim
    // of the feature, the dispatch, the comments. It takes part once.
    it('with everything around it', async () => {
      const [feature] = features;
      if (feature === undefined) throw new Error('expected a feature');
      await inFolder(async (root) => {
        const seed = join(root, 'seed');
        await writeFeature(seed, feature);
        const template = join(root, 'template');
        await inWorld(template, seed, (world) => prepare(world, feature));
        const undisturbed = await inCopy(root, template, feature, Number.POSITIVE_INFINITY);
        for (let died = 1; died <= undisturbed; died += STEP) await inCopy(root, template, feature, died);
      });
    }, 300_000);

    it.each(features.map((feature) => [`${feature.path}, ${feature.ids.length} tasks`, feature] as const))(
      '%s',
      async (_title, feature) => {
        await inFolder(async (root) => {
          // Lists grow with every try, so that some share a world and not all.
          let undisturbed = Number.POSITIVE_INFINITY;
          let died = 1 + (features.indexOf(feature) % STEP);
          for (let part = 1; died <= undisturbed; part++) {
            await inWorld(join(root, `data-${part}`), join(root, 'seed'), async (world) => {
              if (part === 1) undisturbed = await thrice(world, feature, Number.POSITIVE_INFINITY);
              for (let left = TRIES_IN_A_WORLD; left > 0 && died <= undisturbed; left--, died += STEP)
                await thrice(world, feature, died);
            });
          }
          expect(undisturbed).toBeGreaterThan(feature.ids.length);
        });
      },
      120_000,
    );
  });
}

async function inFolder<T>(work: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'speckit-issues-'));
  await mkdir(join(root, 'seed'));
  try {
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** All three runs as another feature of the same repository. Says how many calls the second has made. */
async function thrice(world: IssuesWorld, feature: Feature, diesAfter: number): Promise<number> {
  const own = {
    ...feature,
    id: `${feature.id}-${diesAfter === Number.POSITIVE_INFINITY ? 'whole' : diesAfter}`,
  };
  const { number } = await world.as<{ number: number }>('ada', 'POST', '/issues', { title: own.id });
  const states = new MemoryStates();
  const wanted = { feature: own.id, issue: number };
  const half = { ...wanted, content: await contentOfText(own.id, firstHalf(own)) };
  const first = await world
    .process(undefined, states)
    .live((_host, runtime) => runIssues(runtime, half, randomUUID()));
  expect(first?.status).toBe('completed');

  const whole = { ...wanted, content: await contentOfText(own.id, reworded(own)) };
  const id = randomUUID();
  const second = world.process(diesAfter, states);
  await second.live((_host, runtime) => runIssues(runtime, whole, id));
  const third = await world
    .process(undefined, states)
    .live(async (_host, runtime) => (await goOn(runtime, id)) ?? runIssues(runtime, whole, randomUUID()));
  expect({ diesAfter, ...(await seen(world, own, third)) }).toEqual({ diesAfter, ...allOnce(own) });
  return second.calls();
}

/** The shortest ones that have enough tasks for a half: what is done is the same for each task. */
function moderateFeatures(): Feature[] {
  const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('/tasks.md'),
  );
  const all = files.map((path): Feature => {
    const text = readFileSync(join(CORPUS, path), 'utf8');
    const { tasks } = parseTasks(text);
    const half = (tasks[Math.ceil(tasks.length / 2)]?.line ?? 1) - 1;
    const id = path.split('/').at(-2) ?? '';
    return { id, path: path.replace(/\/tasks\.md$/, ''), text, ids: tasks.map((task) => task.id), half };
  });
  return all
    .filter(({ id, ids }) => /^\d{3}-[a-z0-9-]+$/.test(id) && ids.length >= 6)
    .sort((one, other) => one.ids.length - other.ids.length || one.path.localeCompare(other.path))
    .slice(0, FEATURES);
}

async function writeFeature(seed: string, feature: Feature): Promise<void> {
  const folder = join(seed, 'specs', feature.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tasks.md'), firstHalf(feature));
}

function firstHalf({ text, half }: Feature): string {
  return text.split('\n').slice(0, half).join('\n');
}

function reworded({ text, ids }: Feature): string {
  return text.replace(new RegExp(`(\\b${ids[0]}\\b)`), '$1 Reworded:');
}

async function inWorld<T>(
  dataDir: string,
  seed: string,
  story: (world: IssuesWorld) => Promise<T>,
): Promise<T> {
  const world = await openIssuesWorld(dataDir, seed, calls);
  try {
    return await story(world);
  } finally {
    await world.sandbox.stop();
  }
}

/** The first half gets its issues; then a person adds the second half and rewords the first task. */
async function prepare(world: IssuesWorld, feature: Feature): Promise<void> {
  await world.as('ada', 'POST', '/issues', { title: 'The feature' });
  const state = await world.process().live((host, runtime) => command(host, runtime, feature, randomUUID()));
  expect(state?.status).toBe('completed');
  const path = `/contents/specs/${feature.id}/tasks.md`;
  const { sha } = await world.as<{ sha: string }>('ada', 'GET', `${path}?ref=${feature.id}`);
  const content = Buffer.from(reworded(feature)).toString('base64');
  await world.as('ada', 'PUT', path, { message: 'More tasks', branch: feature.id, content, sha });
}

/** The second and the third run, in a copy of the world after the first. Says how many calls the second has made. */
async function inCopy(root: string, template: string, feature: Feature, diesAfter: number): Promise<number> {
  const dataDir = join(root, `after-${diesAfter}`);
  await cp(template, dataDir, { recursive: true });
  try {
    return await inWorld(dataDir, join(root, 'seed'), async (world) => {
      const id = randomUUID();
      const second = world.process(diesAfter);
      await second.live((host, runtime) => command(host, runtime, feature, id));
      const third = await world.process().live(async (host, runtime) => {
        // Died before anything was written: the person types the command again.
        return (await goOn(runtime, id)) ?? command(host, runtime, feature, randomUUID());
      });
      expect({ diesAfter, ...(await seen(world, feature, third)) }).toEqual({
        diesAfter,
        ...allOnce(feature),
      });
      return second.calls();
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function command(host: GithubHost, runtime: Runtime, feature: Feature, id: string) {
  const content = await contentOf(host, feature.id);
  return runIssues(runtime, { feature: feature.id, issue: 1, content }, id);
}

async function seen(world: IssuesWorld, feature: Feature, state: WorkflowState | null) {
  const { status, created_issues = {} } = state ?? {};
  return { status, recorded: Object.keys(created_issues).length, issues: await taskIssues(world, feature) };
}

function allOnce({ ids }: Feature) {
  return { status: 'completed', recorded: ids.length, issues: ids };
}

interface Listed {
  readonly body: string | null;
}

/** Ids of the tasks of all issues that carry a mark, in the order of the tasks; one that has two stands there twice. */
async function taskIssues(world: IssuesWorld, { id, ids }: Feature): Promise<string[]> {
  const found: Listed[] = [];
  for (let page = 1; ; page++) {
    const some = await world.as<Listed[]>('ada', 'GET', `/issues?state=all&per_page=100&page=${page}`);
    found.push(...some);
    if (some.length < 100) break;
  }
  const keys = found.flatMap(({ body }) => readMarker(body ?? '', TASK_MARKER) ?? []);
  const known = new Map(ids.map((task) => [taskKey(id, task), task]));
  return keys
    .flatMap((key) => known.get(key) ?? [])
    .sort((one, other) => ids.indexOf(one) - ids.indexOf(other));
}
