/** What `npm run verify:engine` looks at, in pieces that can be shared out between cores. */
import { BROKEN } from './broken-engines.js';
import { type Explored, explore } from './explore.js';
import { SCENARIOS } from './scenarios.js';
import { STARTS, worldsOf } from './worlds.js';

/** States nearest to the start, in worlds that are too large to be looked at as a whole. */
const NEAREST = 400;

/** The same for the scenarios of one concern each; those with an end have fewer. */
const DETAIL = 4_000;

/** What one piece of the verification found. */
export type Finding =
  | ({ readonly kind: 'explored'; readonly workflow: string; readonly world: string } & Explored)
  | { readonly kind: 'broken'; readonly name: string; readonly caught: boolean; readonly by: string };

/** The rules that each explored step and state is checked against. */
export const RULES: Readonly<Record<string, string>> = {
  G1: 'nothing gated is out without a valid approval of this content; no forged approval counts; implement has its gate',
  S2: 'events count once; effects stand in the outbox with numbers of their own; repetitions change nothing',
  S3: 'results of assignments that are not current change nothing',
  C1: 'limits and retries hold, nothing goes round without people, no state is stuck, every question leads on',
  C2: 'refusals change nothing; choices and answers count only where they are asked for',
  X: 'breakers, budgets and halts hold, only candidates are chosen, nothing runs again after success or ends well after failure',
  schema: 'every state passes the schema of the saved state',
};

/** Names of all pieces, the longest first. */
export function pieces(): readonly string[] {
  const worlds = STARTS.flatMap((start) =>
    Object.keys(worldsOf(start, NEAREST)).map((world) => `explore ${start} ${world}`),
  );
  const scenarios = Object.keys(SCENARIOS).map((name) => `scenario ${name}`);
  return [...scenarios, ...worlds, ...Object.keys(BROKEN).map((name) => `broken ${name}`)];
}

/** Looks at one piece. */
export function look(piece: string): Finding {
  const [kind, ...rest] = piece.split(' ');
  const name = rest.join(' ');
  if (kind === 'broken') return lookAtBroken(name);
  const scenario = kind === 'scenario' ? SCENARIOS[name] : worldNamed(rest);
  if (scenario === undefined) throw new Error(`expected a piece of pieces(), received "${piece}"`);
  const [workflow = '', world = ''] = kind === 'scenario' ? ['in detail', name] : rest;
  const limited = kind === 'scenario' ? { ...scenario, limit: Math.min(scenario.limit, DETAIL) } : scenario;
  return { kind: 'explored', workflow, world, ...explore(limited) };
}

function worldNamed([start, world]: readonly string[]) {
  const known = STARTS.find((one) => one === start);
  return known === undefined ? undefined : worldsOf(known, NEAREST)[world ?? ''];
}

function lookAtBroken(name: string): Finding {
  const broken = BROKEN[name];
  if (broken === undefined) throw new Error(`expected the name of a broken engine, received "${name}"`);
  const { problems } = explore(
    { ...broken.scenario, limit: Math.min(broken.scenario.limit, 1_000) },
    broken.engine,
  );
  const by = problems.find((problem) => broken.noticed.test(problem)) ?? '';
  return { kind: 'broken', name, caught: by !== '', by };
}
