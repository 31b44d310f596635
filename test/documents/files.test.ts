import { describe, expect, it } from '@jest/globals';
import { filesIn } from '../../src/documents/files.js';

describe('filesIn', () => {
  it.each([
    ['in src/models/user.py', ['src/models/user.py']],
    ['`src/a.ts`, `src/b.ts` and README.md', ['src/a.ts', 'src/b.ts', 'README.md']],
    ['(src/a.ts)', ['src/a.ts']],
    ['(app/(tabs)/[id].tsx).', ['app/(tabs)/[id].tsx']],
    ['at src/a.ts:42 and src/b.ts#L3-L9', ['src/a.ts', 'src/b.ts']],
    ['`src/{a,b}.ts`', ['src/a.ts', 'src/b.ts']],
    ['./src/a.ts and src\\win\\b.cs', ['src/a.ts', 'src/win/b.cs']],
    ['Dockerfile, .gitignore and package.json', ['Dockerfile', '.gitignore', 'package.json']],
    [
      'src/__init__.py and tests/__tests__/a.ts and __tests__/b.ts',
      ['src/__init__.py', 'tests/__tests__/a.ts', '__tests__/b.ts'],
    ],
    ['src/模型/用户.py', ['src/模型/用户.py']],
    ['src/a.ts twice src/a.ts', ['src/a.ts']],
    ['Node.js, Next.js e.g. this.foo or `hooks.enabled`', []],
    ['https://example.com/a.ts and `/api/users`', []],
    ['`npm run build src/a.ts`', []],
    ['src/**/*.ts in src/components/', []],
    ['[plan.md](./plan.md)', ['plan.md']],
  ])('%s', (text, expected) => {
    expect(filesIn(text)).toEqual(expected);
  });
});
