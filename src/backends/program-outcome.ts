/** What a run of a program comes to: an answer, or a row of the recovery table. */
import type { Failure, Limits, Reading, Secret } from './agent-program.js';
import type { PlayRequest } from './backend.js';
import { classifyFailure } from './classify-failure.js';
import { at, list } from './json.js';
import type { ProcessEnd } from './process.js';
import { findSecret, type WorkTree } from './work-tree.js';

interface Subject {
  readonly name: string;
  readonly request: PlayRequest;
}

/** Why there is no answer; null when there is one. */
export function failureOf(
  end: ProcessEnd,
  reading: Reading,
  {
    name,
    request,
    limits,
    vainly,
  }: Subject & {
    readonly limits: Limits;
    /** The last line of a program that was ended because it asked its model in vain again and again. */
    readonly vainly: string | null;
  },
): Failure | null {
  const who = `${name} as agent ${request.agent}`;
  switch (end.kind) {
    case 'not_started':
      return {
        type: 'UnrecoverableError',
        message: `expected to start ${who}: ${end.stderr.slice(-2_000)}. Remove its folder from the tool cache, so that it is installed anew`,
      };
    case 'timed_out':
      return {
        type: 'TimeoutError',
        message: `expected an answer of ${who} within ${request.timeoutMs / 1000} s; all of its processes were ended`,
      };
    case 'stopped':
      if (vainly !== null) {
        return {
          type: classifyFailure(vainly),
          message: `${who} asked its model again and again in vain, and was ended: ${vainly.slice(0, 1_000)}`,
        };
      }
      return {
        type: 'MaxIterationsReached',
        message: `expected ${who} to be done within ${limitsText(limits)}; it was ended. Raise the limit in backends.${name} or cut the work into smaller tasks`,
      };
    case 'too_much_output':
      return { type: 'UnrecoverableError', message: `${who} wrote more output than is allowed` };
    case 'exited':
      break;
  }
  if (reading.failure !== null) {
    return { ...reading.failure, message: `${who}: ${reading.failure.message}`.slice(0, 4_000) };
  }
  if (end.code === 0) return reading.answer === null ? saidNothing(who) : null;
  if (end.code === null || end.code === 143 || end.code === 137 || end.code === 130) {
    return {
      type: 'ExternalServiceError',
      message: `expected ${who} to end by itself; it was ended by a signal from outside (code ${end.code ?? 'none'}): a cancelled job, or too little memory`,
    };
  }
  // An answer and a failing exit code: the program says both that it is done and that it is not.
  const output = `${end.stderr}\n${reading.answer === null ? end.stdout : ''}`.trim().slice(-2_000);
  return {
    type: classifyFailure(output),
    message: `expected exit code 0 of ${who}, received ${end.code}: ${output}`,
  };
}

/** Some programs end politely when somebody ends them: exit code 0, and not a word. */
function saidNothing(who: string): Failure {
  return {
    type: 'ExternalServiceError',
    message: `expected an answer of ${who}, received none: it was ended from outside, or its model said nothing`,
  };
}

function limitsText({ maxTurns, maxCostUsd }: Limits): string {
  return maxCostUsd === null ? `${maxTurns} turns` : `${maxTurns} turns and ${maxCostUsd} USD`;
}

/** What is wrong with an answer that looks like one, seen from the files; null when nothing is. */
export async function checkWork(
  tree: WorkTree,
  reading: Reading,
  { name, request, secret, mayWrite }: Subject & { readonly secret: Secret; readonly mayWrite: boolean },
): Promise<Failure | null> {
  const changed = await tree.changed();
  if (changed === null) return null;
  const leak = await findSecret(request.workingTree, changed, secret);
  if (leak !== null) {
    return {
      type: 'UnrecoverableError',
      message: `${name} as agent ${request.agent} wrote the value of ${secret.name} into ${leak}: its files are thrown away. Replace the key if the job's log or caches are open to others`,
    };
  }
  if (!mayWrite || changed.length > 0 || at(reading.answer, 'status') !== 'success') return null;
  return nothingWritten(reading, name, request);
}

/**
 * A success without a file is believed when the answer does not claim one and no tool was denied: a task may have been
 * done by the one before it. Otherwise it is the program's way to say that it could not.
 */
function nothingWritten(reading: Reading, name: string, request: PlayRequest): Failure | null {
  const denied = [...new Set(reading.denied)];
  const claimed = list(at(reading.answer, 'result', 'files_changed')).map(String);
  if (denied.length === 0 && claimed.length === 0) return null;
  const why =
    denied.length > 0
      ? `it was denied ${denied.join(', ')}`
      : `it names ${claimed.slice(0, 5).join(', ')} as changed`;
  return {
    type: 'ValidationError',
    message: `expected files of agent ${request.agent}, because ${name} answered success; nothing was written, and ${why}`,
  };
}

/** What people may want to see: the end of what was printed, and what was denied. */
export function logOf(end: ProcessEnd, reading: Reading): string {
  const denied = reading.denied.length === 0 ? [] : [`denied: ${reading.denied.join(', ')}`];
  return [...denied, end.stdout.slice(-200_000), end.stderr.slice(-50_000)]
    .filter((part) => part.trim() !== '')
    .join('\n');
}
