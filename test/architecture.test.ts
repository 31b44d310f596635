import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { importsOf } from './architecture/imports.js';
import { findMisdirectedImports, isKnownFolder, PURE_FOLDERS } from './architecture/layers.js';
import { findImpurities } from './architecture/purity.js';

function sourcesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

function findAll(
  files: readonly string[],
  find: (file: string, source: string) => readonly string[],
): readonly string[] {
  return files.flatMap((file) => find(file, readFileSync(file, 'utf8')));
}

describe('this repository', () => {
  // The sample is a repository of its own that the sandbox serves.
  const sandbox = sourcesBelow('sandbox').filter((file) => !file.startsWith('sandbox/sample/'));

  it('has a place in the layers for every folder below src', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((folder) => folder.name).filter((name) => !isKnownFolder(name))).toEqual([]);
  });

  it('imports in the direction of its layers', () => {
    expect(findAll([...sourcesBelow('src'), ...sandbox], findMisdirectedImports)).toEqual([]);
  });

  it.each(['domain', ...PURE_FOLDERS])('keeps src/%s free of clock, chance and I/O', (folder) => {
    const files = sourcesBelow(`src/${folder}`);
    expect(files).not.toEqual([]);
    expect(findAll(files, findImpurities)).toEqual([]);
  });
});

describe('the import check', () => {
  it('sees every way to import, and nothing in comments and strings', () => {
    const source = `
      import a from './a.js';
      import type { B } from './b.js';
      import './c.js';
      export * from './d.js';
      export { e } from './e.js';
      type F = import('./f.js').F;
      const g = await import('./g.js');
      const h = require('./h.js');
      const i = await import(g.name);
      // import './no.js';
      const text = "import './no.js'";
    `;
    const letters = 'abcdefgh'.split('').map((letter) => `./${letter}.js`);
    expect([...importsOf(source)].sort()).toEqual(['(computed)', ...letters]);
  });

  it.each([
    ['src/domain/x.ts', '../engine/gate.js'],
    ['src/domain/x.ts', 'yaml'],
    ['src/engine/x.ts', '../runtime/ports.js'],
    ['src/engine/gate/x.ts', '../../hosts/github/client.js'],
    ['src/scheduling/x.ts', '../agents/registry.js'],
    ['src/commands/x.ts', 'node:fs'],
    ['src/documents/x.ts', 'fs'],
    ['src/reports/x.ts', '@octokit/rest'],
    ['src/config/x.ts', '../entries/cli.js'],
    ['src/runtime/x.ts', '../hosts/local/store.js'],
    ['src/runtime/x.ts', 'simple-git'],
    ['src/hosts/x.ts', '../backends/command.js'],
    ['src/hosts/x.ts', '../entries/action.js'],
    ['src/hosts/x.ts', '../index.js'],
    ['src/backends/x.ts', '../hosts/github/client.js'],
    ['src/entries/x.ts', '../../sandbox/server.js'],
    ['src/entries/x.ts', '../../test/helper.js'],
    ['src/entries/x.ts', '../../package.json'],
    ['src/entries/x.ts', 'speckit-orchestrator'],
    ['sandbox/x.ts', '../src/domain/state.js'],
    ['sandbox/github/x.ts', '../../test/helper.js'],
    ['sandbox/x.ts', 'speckit-orchestrator'],
  ])('%s may not import %s', (file, specifier) => {
    const found = findMisdirectedImports(file, `import type { X } from '${specifier}';`);
    expect(found).toEqual([expect.stringContaining(`${file} imports ${specifier}: `)]);
  });

  it.each([
    ['src/domain/x.ts', './state.js'],
    ['src/domain/x.ts', 'zod'],
    ['src/engine/gate/x.ts', '../../domain/state.js'],
    ['src/engine/x.ts', '../scheduling/next.js'],
    ['src/documents/x.ts', 'mdast-util-from-markdown'],
    ['src/documents/x.ts', 'mdast'],
    ['src/config/x.ts', 'yaml'],
    ['src/runtime/x.ts', '../engine/transition.js'],
    ['src/hosts/github/x.ts', '../../runtime/ports.js'],
    ['src/hosts/x.ts', '@octokit/rest'],
    ['src/backends/x.ts', 'node:child_process'],
    ['src/entries/x.ts', '../hosts/github/client.js'],
    ['src/index.ts', './entries/library.js'],
    ['sandbox/github/x.ts', '../contract.js'],
    ['sandbox/x.ts', 'hono'],
  ])('%s may import %s', (file, specifier) => {
    expect(findMisdirectedImports(file, `import type { X } from '${specifier}';`)).toEqual([]);
  });
});

describe('the purity check', () => {
  it.each([
    ['Date.now()', 'Date.now'],
    ["Date['now']()", 'Date.now'],
    ['const clock = Date.now;', 'Date.now'],
    ['new Date()', 'new Date()'],
    ['new Date', 'new Date()'],
    ['Date()', 'Date()'],
    ['Math.random()', 'Math.random'],
    ['process.env.HOME', 'process'],
    ['(process as unknown as { env: object }).env', 'process'],
    ['crypto.randomUUID()', 'crypto'],
    ['globalThis.crypto.randomUUID()', 'globalThis'],
    ['setTimeout(() => {}, 1)', 'setTimeout'],
    ["await fetch('x')", 'fetch'],
    ['performance.now()', 'performance'],
    ["console.log('x')", 'console'],
    ['const world = { process };', 'process'],
  ])('%s is found', (source, impurity) => {
    expect(findImpurities('x.ts', source)).toEqual([expect.stringContaining(`x.ts uses ${impurity}:`)]);
  });

  it.each([
    'new Date(event.at).toISOString()',
    'Date.parse(event.at)',
    'Math.max(1, 2)',
    'interface Step { process: string; fetch(): void }',
    'state.process',
    'const kinds = { process: 1, fetch() {} };',
    'function step(process: string) { return process; }',
    'const { fetch } = tools; fetch();',
    '// Date.now() and process.env',
    "const text = 'Math.random()';",
  ])('%s is fine', (source) => {
    expect(findImpurities('x.ts', source)).toEqual([]);
  });
});
