/** Lands the result of an assignment: trusted code that checks it and writes it to the feature branch. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { logLine } from '../../commands/log-line.js';
import { waitsForAnswers } from '../play/clarification.js';
import { partsOf } from '../play/play-assignment.js';
import { failure, NO_USAGE } from '../play/response.js';
import type { PlayResult } from '../play/schema.js';
import { cleanResponse } from './clean-response.js';
import { commitParts } from './commit-parts.js';
import { type Git, gitIn } from './git.js';
import { type InspectedPart, inspectParts } from './inspect.js';
import { landedKeys } from './landed.js';
import { DEFAULT_LIMITS, type LandOptions, type LandOutcome } from './options.js';
import { readResult } from './read-result.js';
import { fetchHead, hasCommit, push } from './remote.js';

export type { LandOptions, LandOutcome } from './options.js';

/** The first try and five more. */
const PUSHES = 6;

/**
 * Validates what was handed over, commits it part by part on top of the branch and pushes without force. May be repeated
 * after a crash: parts that the branch holds already are not written again. Rejects when git or the remote fail.
 */
export async function landResult(given: LandOptions): Promise<LandOutcome> {
  const options = { ...given, log: (line: string) => given.log(logLine(line)) };
  const { resultDir, state, assignment, checkout, branch } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const read = await readResult(resultDir, state, assignment, limits);
  if (read.kind !== 'result') return read;
  const git = gitIn(checkout);
  const scratch = await mkdtemp(join(tmpdir(), 'speckit-land-'));
  try {
    const head = await fetchHead(git, branch);
    if (head === null)
      return { kind: 'invalid', message: `expected the branch ${branch} at origin, found none` };
    if (!(await hasCommit(git, assignment.base))) {
      return {
        kind: 'invalid',
        message: `expected the base commit ${assignment.base} in the repository, found none`,
      };
    }
    const indexFile = join(scratch, 'index');
    const parts = await inspectParts(read.result, { git, indexFile, limits, options });
    return await write(read.result, parts, head, git, indexFile, options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function write(
  result: PlayResult,
  parts: readonly InspectedPart[],
  firstHead: string,
  git: Git,
  indexFile: string,
  options: LandOptions,
): Promise<LandOutcome> {
  const { assignment, branch, log } = options;
  let head = firstHead;
  for (let attempt = 1; ; attempt++) {
    const landed = await landedKeys(git, assignment, head);
    if (landed.size === 0 && (await options.acceptHead?.(head)) === false)
      return { kind: 'head_refused', head };
    const done = await commitParts(parts, head, { git, indexFile, landed, options });
    if (done.kind === 'conflict') return { kind: 'conflict', head, files: done.files };
    if (done.head === head) return landedOutcome(result, parts, head, landed.size > 0, options);
    const pushed = await push(git, done.head, branch);
    if (pushed.kind === 'pushed') return landedOutcome(result, parts, done.head, true, options);
    if (pushed.kind === 'refused' || attempt === PUSHES) throw new Error(pushed.message);
    log(`${branch} has moved, trying again (${attempt} of ${PUSHES})`);
    // Landings of parallel tasks come at the same time; different pauses let one of them through.
    await wait(100 * attempt * (1 + Math.random()));
    head = (await fetchHead(git, branch)) ?? head;
  }
}

function landedOutcome(
  result: PlayResult,
  parts: readonly InspectedPart[],
  head: string,
  wrote: boolean,
  options: LandOptions,
): LandOutcome {
  const cutOff = cutOffAnswer(result, parts, options);
  const responses = parts.map(({ response }) => cleanResponse(response));
  const usage = parts.map(({ part }) => part.usage);
  return {
    kind: 'landed',
    head,
    wrote,
    responses: cutOff === null ? responses : [...responses, cutOff],
    usage: cutOff === null ? usage : [...usage, NO_USAGE],
  };
}

/** The answer that is missing when the job was ended between two parts: what was done before it is not lost. */
function cutOffAnswer(result: PlayResult, parts: readonly InspectedPart[], options: LandOptions) {
  const next = partsOf(options.assignment)[parts.length];
  const last = parts.at(-1)?.response;
  if (next === undefined || last?.status === 'error') return null;
  if (last !== undefined && waitsForAnswers(last, options.state)) return null;
  const message = `expected ${partsOf(options.assignment).length} answers, received ${result.parts.length}: the job ended before ${next.agent} had answered`;
  return failure(next.agent, options.now?.() ?? new Date().toISOString(), { type: 'TimeoutError', message });
}
