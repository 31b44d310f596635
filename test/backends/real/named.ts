import { beforeAll, describe, it } from '@jest/globals';
import { installProgram } from '../../../src/backends/install.js';
import { PROGRAMS, type ProgramName } from '../../../src/backends/programs/index.js';

/**
 * Runs tests for the programs that are named in SPECKIT_TEST_BACKENDS, and says how to name the others. Installs them
 * first, as a runner would.
 */
export function forNamedPrograms(what: string, tests: (name: ProgramName) => void): void {
  const named = (process.env.SPECKIT_TEST_BACKENDS ?? '').split(/[\s,]+/);
  for (const name of Object.keys(PROGRAMS) as ProgramName[]) {
    const title = `${name} ${PROGRAMS[name].package.version} ${what}`;
    if (!named.includes(name)) {
      it.skip(`${title}: not asked for (npm run test:backends -- ${name})`, () => undefined);
      continue;
    }
    describe(title, () => {
      beforeAll(async () => {
        await installProgram(PROGRAMS[name].package, process.env);
      }, 600_000);
      tests(name);
    });
  }
}
