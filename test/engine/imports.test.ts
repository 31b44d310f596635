import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { importsOf } from '../architecture/imports.js';

const FOLDER = 'src/engine';

/** Which files of the engine each one imports. */
function graph(): Map<string, readonly string[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
  return new Map(
    files.map((file) => {
      const local = importsOf(readFileSync(`${FOLDER}/${file}`, 'utf8')).filter((one) =>
        one.startsWith('./'),
      );
      return [file, local.map((one) => one.slice(2).replace(/\.js$/, '.ts'))];
    }),
  );
}

it('the files of the engine import each other in one direction only', () => {
  const left = graph();
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [file, imports] of left) {
      if (imports.every((one) => !left.has(one))) left.delete(file);
    }
  }
  expect([...left.keys()]).toEqual([]);
});
