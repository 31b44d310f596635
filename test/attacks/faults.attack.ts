/** GitHub fails at every request of a full workflow: it comes to its end all the same, and nothing happens twice. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { failedRuns } from '../e2e/support.js';
import { openArena } from './support/arena.js';
import { attack } from './support/attack.js';
import { type Fault, type FaultyWay, kindOf, openFaultyWay, type Rule } from './support/faulty.js';
import { completes, nothingTwice, workOf } from './support/faulty-story.js';

const FAULTS: readonly (readonly [fault: Fault, what: string])[] = [
  ['500', 'is answered with 500'],
  ['403', 'is answered with 403 for the secondary rate limit'],
  ['lost', 'gets no answer, and GitHub has not heard it'],
  ['unheard', 'gets no answer, and GitHub has done it'],
];

/** Of the requests to one address each third fails, so three workflows meet them all: each begins with another one. */
const FIRSTS = [0, 1, 2] as const;

describe('every request of a full workflow fails', () => {
  for (const [fault, what] of FAULTS) {
    attack(
      'faults',
      {
        name: `every request ${fault}`,
        tried: `of a full workflow, every request of the API and of git ${what}: a third of them in each of three workflows`,
        expected: 'the workflow completes, with the work of one that nothing disturbs',
        proof:
          'one dashboard, pull request and branch, one run per assignment, one comment per effect, issue per task, commit per work',
      },
      async () => {
        const calm = await calmly();
        // To a read it is all the same whether GitHub has heard it.
        const isTried = (key: string) => fault !== 'unheard' || !isRead(key);
        const kinds = new Set(calm.seen.map(({ key }) => kindOf(key)).filter(isTried));
        const stories = FIRSTS.map((first) =>
          inFaultyBox(fault, (key, before) => before % 3 === first && isTried(key)),
        );
        const told = await Promise.all(stories);
        // Where much fails, some of what is shown in between is never shown: a story in which only that fails meets it.
        const left = [...kinds].filter((kind) => !failedIn(told).has(kind));
        if (left.length > 0)
          told.push(
            await inFaultyBox(fault, (key, before) => before % 3 === 0 && left.includes(kindOf(key))),
          );
        for (const one of told) expect(one.work).toEqual(calm.work);
        const failed = failedIn(told);
        expect([...kinds].filter((kind) => !failed.has(kind))).toEqual([]);
        expect(kinds.size).toBeGreaterThan(20);
      },
      1_200_000,
    );
  }
});

interface Told {
  readonly seen: FaultyWay['seen'];
  readonly work: Awaited<ReturnType<typeof workOf>>;
}

let calm: Promise<Told> | undefined;

/** The same story where nothing fails. */
function calmly(): Promise<Told> {
  calm ??= inFaultyBox('500', () => false);
  return calm;
}

/** Kinds of the requests that failed. */
function failedIn(told: readonly Told[]): ReadonlySet<string> {
  return new Set(told.flatMap(({ seen }) => seen.filter((one) => one.failed).map(({ key }) => kindOf(key))));
}

function isRead(key: string): boolean {
  return key.startsWith('GET ') || key.endsWith('/git-upload-pack');
}

async function inFaultyBox(fault: Fault, fails: Rule): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'speckit-faulty-'));
  const way = await openFaultyWay(fault, fails);
  const gitConfig = join(folder, 'gitconfig');
  await writeFile(gitConfig, `[http]\n\tproxy = ${way.url}\n`);
  const arena = await openArena({ prelude: PRELUDE, env: { FAULTY_WAY: way.url, FAULTY_GIT: gitConfig } });
  try {
    const issue = await completes(arena);
    await nothingTwice(arena, issue);
    return { seen: way.seen, work: await workOf(arena, issue) };
  } catch (error) {
    console.error(await failedRuns(arena));
    throw error;
  } finally {
    await arena.close();
    await way.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** GitHub at the end of the faulty way, and a clock on which pauses of seconds pass in no time. */
const PRELUDE = `
import timers from 'node:timers/promises';
import { syncBuiltinESMExports } from 'node:module';
const soon = (ms) => (ms >= 500 && ms <= 20_000 ? ms / 50 : ms);
const { setTimeout: later } = globalThis;
const { setTimeout: pause } = timers;
globalThis.setTimeout = (call, ms, ...rest) => later(call, soon(ms), ...rest);
timers.setTimeout = (ms, ...rest) => pause(soon(ms), ...rest);
syncBuiltinESMExports();
process.env.GITHUB_API_URL = process.env.FAULTY_WAY + '/' + new URL(process.env.GITHUB_API_URL).port;
process.env.GIT_CONFIG_GLOBAL = process.env.FAULTY_GIT;
`;
