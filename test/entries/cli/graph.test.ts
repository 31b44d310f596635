import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run, runJson } from './run.js';

const TASKS = `# Tasks: Greeting

## Phase 1: Setup

- [x] T001 Create the project in src/index.ts
- [ ] T002 [P] Add the linter in package.json

## Phase 2: User Story 1

- [ ] T003 [P] [US1] Greet in src/greet.ts (depends on T001)
`;

describe('speckit graph', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'speckit-graph-'));
    await writeFile(join(directory, 'tasks.md'), TASKS);
    const circle = '# Tasks\n\n- [ ] T001 A (depends on T002)\n- [ ] T002 B (depends on T001)\n';
    await writeFile(join(directory, 'circle.md'), circle);
    await writeFile(join(directory, 'binary.md'), `${TASKS}\0`);
    await writeFile(join(directory, 'large.md'), TASKS.repeat(10_000));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each(['.', 'tasks.md'])('reads %s', async (path) => {
    const { code, document } = await runJson(['graph', path], { cwd: directory });
    expect(code).toBe(0);
    expect(document).toMatchObject({
      tasks: [
        { id: 'T001', done: true, files: ['src/index.ts'], line: 5 },
        { id: 'T002', parallel: true },
        { id: 'T003', story: 'US1', depends_on: expect.arrayContaining(['T001']) },
      ],
      dependencies: expect.arrayContaining([{ from: 'T001', to: 'T003', kind: 'explicit' }]),
      parallel_groups: expect.any(Array),
      execution_order: expect.arrayContaining(['T001', 'T002', 'T003']),
      critical_path: expect.arrayContaining(['T003']),
      diagnostics: expect.any(Array),
    });
  });

  it.each([
    ['binary.md', 'found a NUL byte'],
    ['large.md', 'Expected a document of at most'],
  ])('refuses %s in one line', async (path, reason) => {
    const { code, out, err } = await run(['graph', path], { cwd: directory });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`speckit: cannot read "${path}": `);
    expect(err).toContain(reason);
    expect(err.match(/\n/g)).toHaveLength(1);
  });

  it('draws', async () => {
    const { code, out } = await run(['graph', '.', '--mermaid'], { cwd: directory });
    expect(code).toBe(0);
    expect(out).toMatch(/^flowchart TD\n/);
  });

  it('tells people the groups and the critical path', async () => {
    const { out } = await run(['graph', '.'], { cwd: directory });
    expect(out).toContain('3 tasks (1 done)');
    expect(out).toMatch(/Critical path: .*T003/);
  });

  it('ends with 1 when the dependencies that were asked for cannot be kept', async () => {
    const { code, document } = await runJson(['graph', 'circle.md'], { cwd: directory });
    expect(code).toBe(1);
    expect(document).toMatchObject({
      diagnostics: expect.arrayContaining([expect.objectContaining({ kind: 'cycle' })]),
    });
  });
});
