import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { configurationPage } from './support/configuration-page.js';

const FILE = new URL('../../docs/configuration.md', import.meta.url);

describe('docs/configuration.md', () => {
  it('is the page that the schema makes (UPDATE_SCHEMA=1 writes it)', () => {
    const page = configurationPage();
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(FILE, page);
    expect(readFileSync(FILE, 'utf8')).toBe(page);
  });
});
