import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runDiagnostics } from '../../src/local/diagnostics.js';
import { sampleRepository } from './support.js';

describe('speckit doctor, on rules of GitHub', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await sampleRepository();
    await mkdir(join(folder, '.github/workflows'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const advice = async () => (await runDiagnostics(folder)).recommendations.join('\n');
  const install = () => writeFile(join(folder, '.github/workflows/speckit.yml'), 'on: push\n');

  it('recommends a ruleset for the state branch and the gate as a required check, and is healthy without', async () => {
    await install();
    const { healthy, issues } = await runDiagnostics(folder);
    expect([healthy, issues.some((one) => one.check === 'state branch')]).toEqual([true, false]);
    expect(await advice()).toMatch(
      /Keep the history of speckit-state: .*"Block force pushes".* GitHub takes no run's own token/,
    );
    expect(await advice()).toMatch(/"Require status checks to pass" and the check `speckit\/gate`/);
  });

  it('recommends no required check that is switched off, and nothing where nothing is installed', async () => {
    expect(await advice()).not.toContain('Rulesets');
    await install();
    await writeFile(join(folder, '.github/speckit.yml'), 'reports:\n  checks: false\n');
    expect(await advice()).toContain('speckit-state');
    expect(await advice()).not.toContain('speckit/gate');
  });
});
