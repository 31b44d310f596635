/** Reads what the agent job has handed over, and believes none of it before it has been checked. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Assignment, WorkflowState } from '../../domain/state.js';
import { waitsForAnswers } from '../play/clarification.js';
import { partsOf } from '../play/play-assignment.js';
import { type PlayedPart, type PlayResult, playResult, RESULT_FILE } from '../play/schema.js';
import type { LandLimits } from './options.js';

export type ReadOutcome =
  | { readonly kind: 'result'; readonly result: PlayResult }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'missing' };

/** Reads and validates `result.json`, its sizes and that it answers this very assignment. */
export async function readResult(
  directory: string,
  state: WorkflowState,
  assignment: Assignment,
  limits: LandLimits,
): Promise<ReadOutcome> {
  const sizes = await sizesOf(directory);
  if (!sizes.has(RESULT_FILE)) return { kind: 'missing' };
  const problem = refuseSizes(sizes, limits);
  if (problem !== null) return invalid(problem);
  const parsed = playResult.safeParse(parse(await readFile(join(directory, RESULT_FILE), 'utf8')));
  if (!parsed.success)
    return invalid(`expected a result in ${RESULT_FILE}: ${z.prettifyError(parsed.error)}`);
  const result = parsed.data;
  // The job was ended before the first agent had answered.
  if (result.parts.length === 0) return { kind: 'missing' };
  const mismatch =
    refuseOrigin(result, state, assignment) ?? refuseParts(result.parts, { state, assignment }, sizes);
  return mismatch === null ? { kind: 'result', result } : invalid(mismatch);
}

function invalid(message: string): ReadOutcome {
  return { kind: 'invalid', message };
}

/** Regular files only: a link in the artifact could name any file of this machine. */
async function sizesOf(directory: string): Promise<ReadonlyMap<string, number>> {
  const names = await readdir(directory).catch(() => []);
  const entries = await Promise.all(
    names.map(async (name) => {
      const found = await lstat(join(directory, name));
      return found.isFile() ? [[name, found.size] as const] : [];
    }),
  );
  return new Map(entries.flat());
}

function refuseSizes(sizes: ReadonlyMap<string, number>, limits: LandLimits): string | null {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total > limits.totalBytes) {
    return `expected a result of at most ${limits.totalBytes} bytes, received ${total}`;
  }
  const size = sizes.get(RESULT_FILE) ?? 0;
  if (size <= limits.fileBytes) return null;
  return `expected ${RESULT_FILE} of at most ${limits.fileBytes} bytes, received ${size}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function refuseOrigin(result: PlayResult, state: WorkflowState, assignment: Assignment): string | null {
  const pairs = [
    ['assignment', assignment.id, result.assignment_id],
    ['workflow', state.workflow_id, result.workflow_id],
    ['base commit', assignment.base, result.base],
  ] as const;
  const wrong = pairs.find(([, expected, received]) => expected !== received);
  if (wrong === undefined) return null;
  return `expected a result of ${wrong[0]} ${wrong[1]}, received one of ${wrong[2]}`;
}

/** The parts must be those that were asked for, in their order, up to the first error or question. */
function refuseParts(
  parts: readonly PlayedPart[],
  { state, assignment }: { readonly state: WorkflowState; readonly assignment: Assignment },
  sizes: ReadonlyMap<string, number>,
): string | null {
  const expected = partsOf(assignment);
  for (const [index, part] of parts.entries()) {
    const wanted = expected[index];
    const is = nameOf(part);
    if (wanted === undefined || nameOf(wanted) !== is) {
      return `expected part ${index + 1} to be ${wanted ? nameOf(wanted) : 'absent'}, received ${is}`;
    }
    if (part.response.agent !== part.agent) {
      return `expected the answer of ${part.agent} in part ${index + 1}, received one of ${part.response.agent}`;
    }
    if (part.response.status === 'error' && index < parts.length - 1) {
      return `expected nothing after the error of ${is}, received ${parts.length - 1 - index} more parts`;
    }
    if (index < parts.length - 1 && waitsForAnswers(part.response, state)) {
      return `expected nothing after the questions of ${is}, received ${parts.length - 1 - index} more parts`;
    }
    if (part.patch !== null && !sizes.has(part.patch)) {
      return `expected the patch ${part.patch} of ${is}, found no such file`;
    }
  }
  const patches = parts.flatMap(({ patch }) => patch ?? []);
  return new Set(patches).size === patches.length ? null : 'expected a patch of its own for each part';
}

function nameOf({ agent, task }: Pick<PlayedPart, 'agent' | 'task'>): string {
  return task === null ? agent : `${agent} ${task}`;
}
