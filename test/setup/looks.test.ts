import { describe, expect, it } from '@jest/globals';
import { backendHint } from '../../src/setup/backend-hint.js';
import { languagesOf } from '../../src/setup/languages.js';
import { pageOf, remoteRepository } from '../../src/setup/remote.js';

describe('the remote', () => {
  it.each([
    ['https://github.com/acme/shop.git', 'github.com'],
    ['https://github.com/acme/shop', 'github.com'],
    ['https://token@github.com/acme/shop.git', 'github.com'],
    ['git@github.com:acme/shop.git', 'github.com'],
    ['github.com:acme/shop', 'github.com'],
    ['ssh://git@ssh.github.com:443/acme/shop.git', 'github.com'],
    ['git@ghe.example.com:acme/shop.git', 'ghe.example.com'],
    ['https://ghe.example.com:8443/acme/shop.git', 'ghe.example.com:8443'],
  ])('of %s', (address, host) => {
    expect(remoteRepository(address)).toEqual({ host, name: 'acme/shop' });
  });

  it.each(['/srv/git/shop.git', '../shop', 'file:///srv/shop.git', '', 'C:\\git\\shop'])(
    '%j is none on a server',
    (address) => {
      expect(remoteRepository(address)).toBeNull();
      expect(pageOf(remoteRepository(address), 'issues')).toBeNull();
    },
  );
});

describe('languages', () => {
  it('are counted without what others wrote', () => {
    expect(
      languagesOf([
        'a.ts',
        'src/b.tsx',
        'c.py',
        'README.md',
        'node_modules/d.js',
        'vendor/e.go',
        '.venv/f.py',
      ]),
    ).toEqual([
      { name: 'TypeScript', files: 2 },
      { name: 'Python', files: 1 },
    ]);
  });
});

describe('the coding agent that a team has', () => {
  it.each([
    [['CLAUDE.md'], null, 'claude-code', 'CLAUDE.md'],
    [['a.ts', '.gemini/settings.json'], null, 'gemini', '.gemini/settings.json'],
    [['.codex/config.toml'], null, 'codex', '.codex/config.toml'],
    [['opencode.json'], null, 'opencode', 'opencode.json'],
    [['.github/copilot-instructions.md'], null, 'copilot', '.github/copilot-instructions.md'],
    [['CLAUDE.md'], '{"ai":"gemini"}', 'gemini', '.specify/init-options.json'],
    [[], '{"ai":"claude"}', 'claude-code', '.specify/init-options.json'],
  ])('%j with options %j', (paths, options, backend, source) => {
    expect(backendHint(paths, options)).toEqual({ backend, source });
  });

  it.each([
    [['AGENTS.md', 'docs/CLAUDE.md'], null],
    [[], '{"ai":"cursor-agent"}'],
    [[], 'no json'],
    [[], '{"ai":5}'],
    [[], 'null'],
  ])('%j with options %j says nothing', (paths, options) => {
    expect(backendHint(paths, options)).toBeNull();
  });
});
