/** The folder that the agent job hands over. It is complete after every part, so that a killed job keeps what it has. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redact } from '../../commands/redact.js';
import type { Assignment, WorkflowState } from '../../domain/state.js';
import { LOG_FILE, type PlayedPart, type PlayResult, RESULT_FILE } from './schema.js';

export interface ResultFolder {
  readonly parts: readonly PlayedPart[];
  /** Adds a part with its patch (empty: none) and its log. */
  add(part: Omit<PlayedPart, 'patch'>, patch: Buffer, log: string): Promise<void>;
}

/** Makes the folder anew and writes an empty result. */
export async function openResultFolder(
  directory: string,
  state: WorkflowState,
  assignment: Assignment,
): Promise<ResultFolder> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const parts: PlayedPart[] = [];
  const logs: string[] = [];
  const save = async () => {
    const result: PlayResult = {
      format: 1,
      assignment_id: assignment.id,
      workflow_id: state.workflow_id,
      base: assignment.base,
      parts,
    };
    await writeFile(join(directory, LOG_FILE), logs.join('\n'));
    // Renamed into place, because a job can be killed in the middle of a write.
    await writeFile(join(directory, `${RESULT_FILE}.new`), `${JSON.stringify(result, null, 2)}\n`);
    await rename(join(directory, `${RESULT_FILE}.new`), join(directory, RESULT_FILE));
  };
  await save();
  return {
    parts,
    add: async (part, patch, log) => {
      const name = patch.length === 0 ? null : patchName(parts.length + 1, part);
      if (name !== null) await writeFile(join(directory, name), patch);
      parts.push({ ...part, patch: name });
      logs.push(
        `=== ${part.agent}${part.task === null ? '' : ` ${part.task}`}: ${part.response.status}`,
        redact(log),
      );
      await save();
    },
  };
}

function patchName(number: number, { agent, task }: Omit<PlayedPart, 'patch'>): string {
  const label = task === null ? agent : `${agent}-${task.replace(/[^A-Za-z0-9.-]/g, '_').slice(0, 60)}`;
  return `${String(number).padStart(3, '0')}-${label}.patch`;
}
