/** The real programs within the job that plays agents: what is handed over to the landing. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { createBackend } from '../../../src/backends/index.js';
import type { ProgramName } from '../../../src/backends/programs/index.js';
import { anAssignment, aTask, sampleState } from '../../jobs/support/builders.js';
import { openWorkspace, play } from '../../jobs/support/workspace.js';
import { inOrder, type Reply, type Script } from '../../model-server/script.js';
import { startModelServer } from '../../model-server/server.js';
import { forNamedPrograms } from './named.js';
import { MOVES } from './programs.js';
import { homeIn, note } from './stage.js';

const CONTRACT = {
  agent: 'implement',
  status: 'success',
  timestamp: '2026-01-01T00:00:00Z',
  result: { summary: 'Done.' },
  error: null,
};
const PROSE: Reply = { kind: 'text', text: 'All done, have a nice day!' };

forNamedPrograms('in its job', (name) => {
  const { write, run, answer } = MOVES[name];
  const file = write('src/hello.txt', 'hello');

  it('hands over a patch, and no commit of its own', async () => {
    // Hidden from rules on commands: what counts is that a commit changes nothing.
    const commit = run(
      'g=git; $g -c user.name=x -c user.email=x@x commit --quiet --allow-empty --message=mine; true',
    );
    const { part, patch } = await playOnce(name, inOrder(file, commit, answer(CONTRACT)));
    expect(part).toMatchObject({ response: { status: 'success' }, usage: { tokens: expect.any(Number) } });
    expect(patch).toMatch(/^diff --git a\/src\/hello\.txt b\/src\/hello\.txt\nnew file mode 100644/);
    await note(name, 'a whole job', 'a patch');
  }, 120_000);

  it('repairs an answer that breaks the contract', async () => {
    // Claude Code asks its model once more by itself, so that prose has to last longer there.
    const script: Script = (request, turn) => {
      if (turn === 0) return file;
      return JSON.stringify(request.body).includes('speckit-contract') ? answer(CONTRACT) : PROSE;
    };
    const { part, log } = await playOnce(name, script);
    expect(part?.response.status).toBe('success');
    expect(log).toContain('is asked for again');
    await note(name, 'invalid contract, then repaired', 'a patch');
  }, 180_000);

  it('gives up on answers that never follow it', async () => {
    const { part, patch } = await playOnce(name, inOrder(file, PROSE));
    expect(part?.response.error?.type).toBe('ValidationError');
    expect(patch).toBe('');
    await note(name, 'invalid contract that stays so', 'ValidationError');
  }, 180_000);
});

async function playOnce(name: ProgramName, script: Script) {
  const server = await startModelServer(script);
  const workspace = await openWorkspace();
  const lines: string[] = [];
  try {
    const { model, environment } = MOVES[name];
    const source = { ...(await homeIn(workspace.root)), ...environment(server.url) };
    const backend = createBackend(name, { [name]: model === null ? {} : { model } }, source);
    const state = sampleState({ tasks: [aTask('T001')] });
    const assignment = anAssignment(await workspace.head(), ['implement'], { tasks: ['T001'] });
    const { parts } = await play(workspace, state, assignment, {
      backendFor: () => backend,
      log: (line) => lines.push(line),
    });
    const [part] = parts;
    const patch = part?.patch ?? null;
    return {
      part,
      log: lines.join('\n'),
      patch:
        patch === null ? '' : await readFile(join(workspace.root, `result-${assignment.id}`, patch), 'utf8'),
    };
  } finally {
    await server.close();
    await workspace.close();
  }
}
