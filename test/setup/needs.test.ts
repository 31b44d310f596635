import { describe, expect, it } from '@jest/globals';
import type { Choices } from '../../src/setup/choices.js';
import { needsOf, type RepositoryFacts } from '../../src/setup/needs.js';

const FACTS: RepositoryFacts = {
  root: '/repo',
  defaultBranch: { name: 'main', isCertain: true },
  remote: { host: 'github.com', name: 'acme/shop' },
  languages: [],
  commands: { test: 'npm test', lint: null, e2e: null },
  specKit: { templates: false, constitution: false },
  backendHint: null,
};
const CHOICES: Choices = {
  backend: 'claude-code',
  model: null,
  run: null,
  test: null,
  others: [],
  ownSecrets: {},
  action: null,
};

function needs(
  facts: Partial<RepositoryFacts>,
  choices: Partial<Choices> = {},
  changed: readonly string[] = ['a'],
) {
  return needsOf({ ...FACTS, ...facts }, { ...CHOICES, ...choices }, changed);
}

describe('what is still needed', () => {
  it('has an exact place for everything', () => {
    expect(needs({}).map(({ where, command }) => [where, command])).toEqual([
      [
        'https://github.com/acme/shop/settings/secrets/actions/new',
        'gh secret set ANTHROPIC_API_KEY --repo acme/shop',
      ],
      ['https://github.com/acme/shop/settings/actions', null],
      [
        'https://github.com/acme/shop/tree/main/.github',
        'git add a && git commit -m "Install Speckit" && git push',
      ],
      ['https://github.com/acme/shop/issues/new/choose', null],
    ]);
  });

  it('names menus where there is no address', () => {
    const places = needs({ remote: null }).map(({ where }) => where);
    expect(places.join('\n')).toContain('Settings > Secrets and variables > Actions');
    expect(places.join('\n')).toContain('Settings > Actions > General');
    expect(places.join('\n')).not.toContain('http');
  });

  it('knows what is different on an Enterprise Server', () => {
    const found = needs({ remote: { host: 'ghe.example.com', name: 'acme/shop' } });
    expect(found.map(({ what }) => what).join('\n')).toContain('actions/upload-artifact@v3');
    expect(found.map(({ command }) => command)).toContain(
      'gh secret set ANTHROPIC_API_KEY --repo ghe.example.com/acme/shop',
    );
    expect(
      needs({ remote: { host: 'acme.ghe.com', name: 'a/b' } })
        .map(({ what }) => what)
        .join(),
    ).not.toContain('v3');
  });

  it.each([
    ['no secret for recorded', {}, { backend: 'recorded' }, 'secret', false],
    ['a program where none is chosen', {}, { backend: null }, 'Say which program plays the agents', true],
    ['where a command keeps its variables', {}, { backend: 'command', run: 'x' }, 'name its variable', true],
    [
      'a test command where none was found',
      { commands: { test: null, lint: null, e2e: null } },
      {},
      'Name the command that tests',
      true,
    ],
    [
      'doubt about the default branch',
      { defaultBranch: { name: 'x', isCertain: false } },
      {},
      'if that is the default branch',
      true,
    ],
  ] as const)('holds %s', (_what, facts, choices, words, isThere) => {
    const text = needs(facts, choices)
      .map(({ what }) => what)
      .join('\n');
    expect(text.includes(words)).toBe(isThere);
  });

  it('does not ask for a commit where nothing has changed', () => {
    expect(needs({}, {}, []).some(({ command }) => command?.startsWith('git add'))).toBe(false);
  });
});
