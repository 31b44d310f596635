/** Plays an assignment in the read-only agent job: asks agents, takes what they changed, hands it over. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logLine } from '../../commands/log-line.js';
import type { Assignment } from '../../domain/state.js';
import type { AgentName } from '../../domain/workflows.js';
import { gitTreeReader } from '../land/git-tree.js';
import { knownSecrets } from '../land/known-secrets.js';
import { type Capture, openCapture } from './capture.js';
import { waitsForAnswers } from './clarification.js';
import { type Guard, openGuard } from './guard.js';
import type { PlayOptions } from './options.js';
import { playPart } from './play-part.js';
import { openResultFolder } from './result-folder.js';
import type { PlayedPart } from './schema.js';

export interface PlayReport {
  readonly assignmentId: string;
  readonly parts: readonly PlayedPart[];
  readonly resultDir: string;
}

/** One agent, or one task of `implement`. */
export interface PartName {
  readonly agent: AgentName;
  readonly task: string | null;
}

/**
 * Plays every agent of the assignment in order, and every task of `implement`, until one answers `error` or asks people
 * something. The result folder is complete after each of them. Rejects only when the checkout or the result folder cannot be used.
 */
export async function playAssignment(options: PlayOptions): Promise<PlayReport> {
  const { state, assignment, workingTree, resultDir } = options;
  const secrets = await knownSecrets(
    gitTreeReader(workingTree, assignment.base),
    options.environment ?? process.env,
    options.secretNames ?? [],
  );
  const log = (line: string) => options.log(logLine(secrets.hide(line)));
  const scratch = await mkdtemp(join(tmpdir(), 'speckit-play-'));
  try {
    const folder = await openResultFolder(resultDir, state, assignment, secrets);
    const capture: Capture = await openCapture(workingTree, assignment.base, scratch);
    const guard: Guard = await openGuard(capture, workingTree, options.unprotected ?? []);
    let tree = capture.baseTree;
    for (const name of partsOf(assignment)) {
      log(`playing ${name.agent}${name.task === null ? '' : ` ${name.task}`}`);
      await guard.restoreConfiguration();
      const done = await playPart(name, {
        options: { ...options, log },
        capture,
        before: tree,
        earlier: folder.parts,
        secrets,
      });
      await folder.add({ ...name, response: done.response, usage: done.usage }, done.patch, done.log);
      tree = done.tree;
      const response = folder.parts.at(-1)?.response ?? done.response;
      log(`${name.agent}: ${response.status}${response.error ? `, ${response.error.message}` : ''}`);
      if (response.status === 'error' || waitsForAnswers(response, state)) break;
    }
    return { assignmentId: assignment.id, parts: folder.parts, resultDir };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The parts that an assignment asks for, in order. Landing accepts no others. */
export function partsOf({ agents, tasks }: Pick<Assignment, 'agents' | 'tasks'>): readonly PartName[] {
  return agents.flatMap((agent): PartName[] =>
    agent === 'implement' && tasks.length > 0
      ? tasks.map((task) => ({ agent, task }))
      : [{ agent, task: null }],
  );
}
