/** The folder that the agent job hands over. It is complete after every part, so that a killed job keeps what it has. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hideIn } from '../../backends/secrets.js';
import { redact } from '../../commands/redact.js';
import { type SecretScanner, secretScanner, secretsIn } from '../../commands/secret-values.js';
import type { AgentResponse } from '../../domain/contract.js';
import type { Assignment, WorkflowState } from '../../domain/state.js';
import { failure } from './response.js';
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
  secrets: SecretScanner = secretScanner(secretsIn(process.env)),
): Promise<ResultFolder> {
  const parts: PlayedPart[] = [];
  const logs: string[] = [];
  const patches = new Map<string, Buffer>();
  // Made anew each time: an agent may have moved the folder away, and what it left in its place would be handed over.
  const save = async () => {
    const fresh = `${directory}.new`;
    const result: PlayResult = {
      format: 1,
      assignment_id: assignment.id,
      workflow_id: state.workflow_id,
      base: assignment.base,
      parts,
    };
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    for (const [name, patch] of patches) await writeFile(join(fresh, name), patch);
    await writeFile(join(fresh, LOG_FILE), logs.join('\n'));
    await writeFile(join(fresh, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
    // Renamed into place, because a job can be killed in the middle of a write.
    await rm(directory, { recursive: true, force: true });
    await rename(fresh, directory);
  };
  await save();
  return {
    parts,
    add: async (part, patch, log) => {
      const name = patch.length === 0 ? null : patchName(parts.length + 1, part);
      if (name !== null) patches.set(name, patch);
      parts.push({ ...part, response: withoutSecrets(part.response, secrets), patch: name });
      logs.push(
        `=== ${part.agent}${part.task === null ? '' : ` ${part.task}`}: ${part.response.status}`,
        secrets.hide(redact(log)),
      );
      await save();
    },
  };
}

/** Whoever reads the artifact must not find a secret in an answer; one in pieces over several texts costs the whole of it. */
function withoutSecrets(response: AgentResponse, { hide, holds }: SecretScanner): AgentResponse {
  const hidden = hideIn(response, hide) as AgentResponse;
  const texts = JSON.stringify([hidden.result, hidden.error]);
  if (!holds(texts) && !holds(textsOf(hidden).join(''))) return hidden;
  const { agent, timestamp } = response;
  return failure(agent, timestamp, {
    type: 'ValidationError',
    message: `expected an answer of ${agent} without secrets, received one that holds pieces of one; nothing of it was kept`,
  });
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function patchName(number: number, { agent, task }: Omit<PlayedPart, 'patch'>): string {
  const label = task === null ? agent : `${agent}-${task.replace(/[^A-Za-z0-9.-]/g, '_').slice(0, 60)}`;
  return `${String(number).padStart(3, '0')}-${label}.patch`;
}
