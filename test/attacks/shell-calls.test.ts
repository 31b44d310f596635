/** Rule P2: no program is started by a shell line that anything was put into. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Texts that are shells' on purpose and hold constants only. */
const REVIEWED: Readonly<Record<string, readonly string[]>> = {
  // The configuration's own line, as a person with write access wrote it on the default branch.
  'src/backends/command.ts': ["['bash', '-c', options.run]"],
  'src/jobs/play/find-command.ts': ["['-c', line]"],
  // A constant question.
  'src/backends/shelter.ts': ["['-c', question]"],
  // Settings of git, not of a shell.
  'src/jobs/land/git.ts': ["['-c', setting]"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source
  'src/local/untick.ts': ['`user.name=${await personOf(repository)}`'],
};

const WAYS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a shell of node', /\bshell:\s*(?!false)\S+/g],
  ['exec, which is a shell', /(?<![.\w])exec(?:Sync)?\(/g],
  ['a shell line made of pieces', /'-l?c',\s*(?:`[^`\n]*\$\{[^`\n]*`|\w[\w.]*\])/g],
  ['code made of text', /\b(?:eval|new Function)\(/g],
];

function findIn(source: string): string[] {
  return WAYS.flatMap(([name, pattern]) =>
    [...source.matchAll(pattern)].map((found) => `${name}: ${found[0]}`),
  );
}

describe('shell calls', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', name));

  it.each(files)('%s hands nothing to a shell', (file) => {
    const source = (REVIEWED[file] ?? []).reduce(
      (text, reviewed) => text.replace(reviewed, ''),
      readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, ''),
    );
    expect(findIn(source)).toEqual([]);
  });

  it.each([
    ['spawn(file, { shell: true })'],
    ['execSync(line)'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source that is to be found
    ["run('sh', ['-c', `git log ${branch}`])"],
    ["run('bash', ['-c', line])"],
    ['eval(text)'],
  ])('finds %s', (source) => {
    expect(findIn(source)).toHaveLength(1);
  });
});
