import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { demoOptions } from '../sandbox/demo/options.js';
import { parseComment } from '../src/commands/parse.js';
import { referenceTable } from '../src/commands/reference.js';
import { parseConfig } from '../src/config/load.js';
import { createProgram } from '../src/entries/cli/program.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = read('README.md');
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...pagesUnder('docs')];

const BEGIN = '<!-- commands:begin -->\n';
const END = '<!-- commands:end -->';

describe('the table of commands in the README', () => {
  it('is the reference (UPDATE_README=1 writes it)', () => {
    const [before = '', rest = ''] = README.split(BEGIN);
    const [table = '', after = ''] = rest.split(END);
    const generated = `${referenceTable()}\n`;
    if (process.env.UPDATE_README === '1') {
      writeFileSync(join(ROOT, 'README.md'), `${before}${BEGIN}${generated}${END}${after}`);
      return;
    }
    expect(table).toBe(generated);
  });

  it('has around it nothing that the grammar does not understand', () => {
    const text = README.replace(referenceTable(), '');
    for (const comment of unique(text, /`(\/[a-z]+[^`]*)`/g)) {
      const parsed = parseComment(comment);
      expect({ comment, kind: parsed.kind }).toEqual({ comment, kind: 'command' });
    }
  });
});

describe('commands that the pages name', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  const program = createProgram(
    { cwd: ROOT, stdout: () => undefined, stderr: () => undefined, stdin: async () => '' },
    () => undefined,
  );
  const text = PAGES.map(read).join('\n');

  it.each(unique(text, /\bnpm (?:run )?([a-z][\w:-]*)/g))('npm %s exists', (name) => {
    expect([...Object.keys(scripts), 'ci', 'install']).toContain(name);
  });

  it.each(unique(text, /npm run demo -- (--[^`\n]+)/g))('the demo takes %s', (options) => {
    expect(() => demoOptions(options.split(' '))).not.toThrow();
  });

  it.each(unique(text, /\bnpx speckit ([a-z][^`\n#]*)/g))('npx speckit %s exists', (call) => {
    const command = program.commands.find((known) => known.name() === call.split(' ')[0]);
    const options = call.match(/(?<=\s)--[a-z-]+/g) ?? [];
    const known = command?.options.map(({ long }) => long) ?? [];
    expect(command?.name()).toBe(call.split(' ')[0]);
    expect(known).toEqual(expect.arrayContaining(options));
  });
});

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  it('links to files that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) =>
      target.replace(/#.*$/, ''),
    );
    const local = targets.filter((target) => target !== '' && !/^[a-z]+:/i.test(target));
    expect(local.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
  });

  it('shows pictures that exist', () => {
    const shown = [...text.matchAll(/\b(?:src|srcset)="([^"]+)"/g)].map(([, path = '']) => path);
    const local = shown.filter((path) => !/^[a-z]+:/i.test(path));
    expect(local.filter((path) => !existsSync(join(ROOT, dirname(page), path)))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const named = [...text.matchAll(/`((?:src|sandbox|test|docs|schema|scripts|\.github)\/[\w./-]*)`/g)];
    const missing = named.flatMap(([, path = '']) => (existsSync(join(ROOT, path)) ? [] : [path]));
    // The configuration belongs to the repositories that use the product.
    expect(missing.filter((path) => path !== '.github/speckit.yml')).toEqual([]);
  });

  it('shows configuration that is valid', () => {
    for (const [, example = ''] of text.matchAll(/```ya?ml\n([\s\S]*?)```/g)) {
      expect(parseConfig(example).problems).toEqual([]);
    }
  });
});

function unique(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found.trim()))];
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function pagesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}
