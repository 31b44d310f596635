import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { configJsonSchema } from '../../src/config/json-schema.js';

const FILE = new URL('../../schema/speckit.schema.json', import.meta.url);

describe('the published JSON Schema', () => {
  it('is the one that the code generates (UPDATE_SCHEMA=1 writes it, `npm run format` lays it out)', () => {
    const generated = configJsonSchema();
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(FILE, `${JSON.stringify(generated, null, 2)}\n`);
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(generated);
  });

  it('accepts and refuses the form as the product does', () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(FILE, 'utf8')));
    expect(validate({})).toBe(true);
    expect(validate({ quality: { test: ['npm test'] }, backends: { per_agent: { test: 'codex' } } })).toBe(
      true,
    );
    expect(validate({ execution: { max_parallel_tasks: 0 } })).toBe(false);
    expect(validate({ unknown: 1 })).toBe(false);
    expect(validate({ backends: { per_agent: { nobody: 'codex' } } })).toBe(false);
  });
});
