import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

/**
 * Compares a page with its file in `fixtures/`, a name that the formatter leaves alone. After a wanted change run the
 * tests with `UPDATE_GOLDEN=1` and read the difference in the files.
 */
export function expectGolden(name: string, received: string): void {
  const file = fileURLToPath(new URL(`./fixtures/${name}.md`, import.meta.url));
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${received}\n`);
  }
  expect(`${received}\n`).toBe(readFileSync(file, 'utf8'));
}
