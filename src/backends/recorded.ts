/** The backend `recorded`: replays prepared work, for demonstrations and tests. Its answers say that they are replays. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
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
      await write(request.workingTree, played);
      const usage = { duration_ms: Math.round(performance.now() - started), cost_usd: 0 };
      return answer(request, played, usage, now().toISOString());
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

async function write(workingTree: string, played: Performance): Promise<void> {
  for (const path of played.remove) await rm(inside(workingTree, path), { force: true });
  for (const file of played.files) {
    const target = inside(workingTree, file.path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, file.content, { mode: file.executable ? 0o755 : 0o644 });
  }
}

function inside(workingTree: string, path: string): string {
  if (path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '.git')) {
    throw new BackendError('UnrecoverableError', `expected a path inside the repository, received "${path}"`);
  }
  return join(workingTree, path);
}

function answer(
  request: PlayRequest,
  played: Performance,
  usage: PlayOutcome['usage'],
  timestamp: string,
): PlayOutcome {
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
