import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { PlayRequest } from '../../../src/backends/backend.js';
import type { AgentName } from '../../../src/domain/workflows.js';
import { anAssignment, FEATURE, NOW, sampleState } from '../support/builders.js';
import { openWorkspace, play } from '../support/workspace.js';

const answer = (agent: AgentName, result = {}) => ({
  agent,
  status: 'success',
  timestamp: NOW,
  result: { summary: 'Done.', ...result },
  error: null,
});

/** Plays one agent by answers in order; a function may write before it answers. Says what came of it. */
async function played(agent: AgentName, ...answers: readonly ((request: PlayRequest) => Promise<unknown>)[]) {
  const workspace = await openWorkspace();
  const asked: PlayRequest[] = [];
  try {
    const assignment = anAssignment(await workspace.head(), [agent]);
    const { parts } = await play(workspace, sampleState(), assignment, {
      backendFor: () => ({
        name: 'scripted',
        capabilities: { editsFiles: true, reportsCost: false, needs: [] },
        play: async (request) => {
          asked.push(request);
          const response = await answers[Math.min(asked.length, answers.length) - 1]?.(request);
          return { response, usage: { duration_ms: 1, cost_usd: 0 }, log: '' };
        },
      }),
      log: () => undefined,
    });
    return { part: parts[0], asked };
  } finally {
    await workspace.close();
  }
}

const nothing = async () => answer('implement');
const writes = async ({ workingTree }: PlayRequest) => {
  await writeFile(join(workingTree, 'new.js'), 'export {};\n');
  return answer('implement');
};

describe('implement that answers success without a changed file', () => {
  it('is asked again with what is missing, and may write then', async () => {
    const { part, asked } = await played('implement', nothing, writes);
    expect(part?.response.status).toBe('success');
    expect(part?.patch).not.toBeNull();
    expect(asked[1]?.feedback?.issues_to_fix[0]).toMatchObject({ type: 'Nothing Written' });
  });

  it('is a ValidationError when it stays so', async () => {
    const { part, asked } = await played('implement', nothing);
    expect(part?.response.error?.type).toBe('ValidationError');
    expect(asked).toHaveLength(2);
  });

  it('is believed when it says why nothing is to be done, unless it names files', async () => {
    const why = { nothing_to_do: 'README.md says it already.' };
    const honest = await played('implement', async () => answer('implement', why));
    expect(honest.part?.response.status).toBe('success');
    expect(honest.asked).toHaveLength(1);
    const other = await played('implement', async () =>
      answer('implement', { ...why, files_changed: ['a.js'] }),
    );
    expect(other.part?.response.error?.type).toBe('ValidationError');
  });

  it('has written nothing when it has only ticked tasks', async () => {
    const { part } = await played('implement', async ({ workingTree }) => {
      await mkdir(join(workingTree, 'specs', FEATURE), { recursive: true });
      await writeFile(join(workingTree, 'specs', FEATURE, 'tasks.md'), '- [x] T001 Do it\n');
      return answer('implement');
    });
    expect(part?.response.error?.type).toBe('ValidationError');
  });
});

it('the folder of the feature is there for programs whose tools make none', async () => {
  const seen: boolean[] = [];
  await played('specify', async ({ workingTree }) => {
    seen.push(existsSync(join(workingTree, 'specs', FEATURE)));
    return answer('specify');
  });
  expect(seen[0]).toBe(true);
});
