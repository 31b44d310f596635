import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../src/config/load.js';
import { run, runJson } from './run.js';

const WORKFLOW = '.github/workflows/speckit.yml';
const CONFIG = '.github/speckit.yml';

describe('speckit init', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'speckit-init-'));
    await mkdir(join(root, '.git'));
    await mkdir(join(root, 'deep/inside'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('writes the shipped workflow and a commented configuration to the root of the repository', async () => {
    const { code, out } = await run(['init'], { cwd: join(root, 'deep/inside') });
    expect(code).toBe(0);
    const shipped = await readFile(new URL(`../../../${WORKFLOW}`, import.meta.url), 'utf8');
    expect(await readFile(join(root, WORKFLOW), 'utf8')).toBe(shipped);
    expect(parseConfig(await readFile(join(root, CONFIG), 'utf8')).problems).toEqual([]);
    expect(out).toContain('1. Say in .github/speckit.yml which program plays the agents');
    for (const step of ['backends.command.env', 'Allow GitHub Actions to create', '/speckit'])
      expect(out).toContain(step);
  });

  it('writes nothing in a dry run', async () => {
    const { code, out } = await run(['init', '--dry-run'], { cwd: root });
    expect(code).toBe(0);
    expect(out).toContain(`${WORKFLOW}: would be written`);
    expect(existsSync(join(root, '.github'))).toBe(false);
  });

  it('may be run twice', async () => {
    await run(['init'], { cwd: root });
    expect(await runJson(['init'], { cwd: root })).toMatchObject({
      code: 0,
      document: {
        files: [
          { path: WORKFLOW, outcome: 'unchanged' },
          { path: CONFIG, outcome: 'unchanged' },
        ],
      },
    });
  });

  it('leaves an edited file alone, says so and ends with 1', async () => {
    await mkdir(join(root, '.github'));
    await writeFile(join(root, CONFIG), 'pull_requests: two\n');
    const { code, out } = await run(['init'], { cwd: root });
    expect(code).toBe(1);
    expect(out).toContain(`${CONFIG}: is there already and differs; it was left alone`);
    expect(out).toContain(`${WORKFLOW}: written`);
    expect(await readFile(join(root, CONFIG), 'utf8')).toBe('pull_requests: two\n');
  });
});
