// Bundles the App's program from its sources into the directory given. A program of its own: Jest's modules are not those
// that the bundler's native half expects.
import { rolldown } from 'rolldown';

const bundle = await rolldown({
  input: { app: 'src/entries/app.ts' },
  platform: 'node',
  logLevel: 'warn',
  external: /^[^./]/,
});
await bundle.write({
  dir: process.argv[2],
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name].mjs',
});
await bundle.close();
