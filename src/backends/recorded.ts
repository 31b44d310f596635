/** The backend `recorded`: replays prepared work, for demonstrations and tests. Its answers say that they are replays. */
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AgentResponse } from '../domain/contract.js';
import { type Backend, BackendError, type PlayOutcome, type PlayRequest } from './backend.js';
import { performGeneric } from './generic-recording.js';
import type { Performance } from './recording.js';
import { performRecorded } from './recording-folder.js';

/** Makes the backend. `folder` is a path in the repository; requests without a recording there get the built-in one. */
export function recordedBackend(folder: string, now: () => Date = () => new Date()): Backend {
  return {
    name: 'recorded',
    capabilities: { editsFiles: true, reportsCost: true, needs: [] },
    play: async (request) => {
      const started = performance.now();
      const played = await perform(folder, request);
      const differs = await write(request.workingTree, played);
      const usage = { duration_ms: Math.round(performance.now() - started), cost_usd: 0 };
      const outcome = answer(request, played, usage, now().toISOString());
      return differs ? outcome : sayingSo(outcome);
    },
  };
}

async function perform(folder: string, request: PlayRequest): Promise<Performance> {
  try {
    return (await performRecorded(folder, request)) ?? (await performGeneric(request));
  } catch (error) {
    if (error instanceof BackendError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new BackendError('UnrecoverableError', message, { cause: error });
  }
}

/** True when something is another than before. */
async function write(workingTree: string, played: Performance): Promise<boolean> {
  let differs = false;
  for (const path of played.remove) {
    const target = inside(workingTree, path);
    differs ||= await access(target).then(
      () => true,
      () => false,
    );
    await rm(target, { force: true });
  }
  for (const file of played.files) {
    const target = inside(workingTree, file.path);
    const before = await readFile(target).catch(() => null);
    differs ||= before?.equals(file.content) !== true;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, file.content, { mode: file.executable ? 0o755 : 0o644 });
  }
  return differs;
}

/** What was played before, or has landed with a runner that was lost, is in the repository already. */
function sayingSo(outcome: Answered): PlayOutcome {
  const { response } = outcome;
  if (response.agent !== 'implement' || response.status === 'error') return outcome;
  const result = {
    ...response.result,
    files_changed: [],
    nothing_to_do: 'what was recorded is in the repository already',
  };
  return { ...outcome, response: { ...response, result } };
}

function inside(workingTree: string, path: string): string {
  if (path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '.git')) {
    throw new BackendError('UnrecoverableError', `expected a path inside the repository, received "${path}"`);
  }
  return join(workingTree, path);
}

interface Answered extends PlayOutcome {
  readonly response: AgentResponse;
}

function answer(
  request: PlayRequest,
  played: Performance,
  usage: PlayOutcome['usage'],
  timestamp: string,
): Answered {
  const summary = typeof played.result.summary === 'string' ? played.result.summary : 'a prepared answer';
  const response: AgentResponse = {
    agent: request.agent,
    status: played.error === null ? 'success' : 'error',
    timestamp,
    result: {
      ...played.result,
      summary: `Replayed: ${summary}`,
      replayed_from: played.source,
      ...(typeof played.take === 'number' ? { take: played.take } : {}),
    },
    error: played.error,
  };
  const files = played.files.map((file) => `wrote ${file.path}`);
  return { response, usage, log: [`replayed from ${played.source}`, ...files].join('\n') };
}
