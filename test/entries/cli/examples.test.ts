import { describe, expect, it } from '@jest/globals';
import { EXAMPLES } from '../../../src/entries/cli/examples.js';
import { createProgram } from '../../../src/entries/cli/program.js';
import { run } from './run.js';

const NOWHERE = { cwd: '/', stdout: () => undefined, stderr: () => undefined, stdin: async () => '' };
const names = createProgram(NOWHERE, () => undefined).commands.map((command) => command.name());

/** A line as a shell splits it; what it redirects is not the program's. */
function wordsOf(line: string): string[] {
  const typed = line.replace(/\s[<>]\s.*$/, '');
  return [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

describe('the examples in the help', () => {
  it.each(names)('of %s are there', async (name) => {
    const { out } = await run([name, '--help']);
    expect(out).toContain(`Examples:\n  $ speckit ${name}`);
  });

  it('belong to commands that exist', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(EXAMPLES)));
  });

  it.each(Object.values(EXAMPLES).flatMap((examples) => examples.map(([typed]) => typed)))(
    'speckit %s is understood',
    async (typed) => {
      // Every command with nothing behind it: what counts is that the program takes the words.
      const program = createProgram(NOWHERE, () => undefined);
      const taken: string[] = [];
      for (const command of program.commands) {
        command.action(() => {
          taken.push(command.name());
        });
      }
      await program.parseAsync(wordsOf(typed), { from: 'user' });
      expect(taken).toEqual([wordsOf(typed)[0]]);
    },
  );
});
