// Bundles the action into dist/, which is committed: GitHub runs it from there. The same sources give the same bytes.
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = process.argv[2] === undefined ? `${root}/dist` : resolve(process.argv[2]);

const bundle = await rolldown({
  cwd: root,
  input: { main: 'src/entries/action/index.ts' },
  platform: 'node',
  logLevel: 'warn',
  resolve: { conditionNames: ['import', 'node', 'default'] },
});
await rm(target, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: target,
  format: 'esm',
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
});
await bundle.close();
console.log(`${output.length} files`);
