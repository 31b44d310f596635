// Bundles the action into dist/, which is committed: GitHub runs it from there. The same sources give the same bytes.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = process.argv[2] ?? `${root}/dist`;

await rm(target, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: { main: 'src/entries/action/index.ts' },
  platform: 'node',
  logLevel: 'warn',
  // Both are CommonJS inside; resolving their ES builds keeps the bundle small.
  resolve: { conditionNames: ['import', 'node', 'default'] },
});
await bundle.write({
  dir: target,
  format: 'esm',
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  legalComments: 'none',
});
await bundle.close();
