import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/load.js';
import { defaultConfig } from '../../src/config/schema.js';
import type { Choices } from '../../src/setup/choices.js';
import { configText, schemaUrl } from '../../src/setup/config-text.js';
import { ISSUE_FORM } from '../../src/setup/issue-form.js';

const NOTHING: Choices = {
  backend: null,
  model: null,
  run: null,
  test: null,
  others: [],
  ownSecrets: {},
  action: null,
};
const URL = schemaUrl('speckit-orchestrator/speckit-orchestrator@v1');

function read(choices: Partial<Choices>, foundTest: string | null = null) {
  const text = configText({ choices: { ...NOTHING, ...choices }, foundTest, schemaUrl: URL });
  return { text, ...parseConfig(text) };
}

describe('the configuration that init writes', () => {
  it('changes nothing where nothing is chosen', () => {
    expect(read({})).toMatchObject({ config: defaultConfig(), problems: [] });
  });

  it('begins with the JSON Schema, for editors', () => {
    expect(read({}).text.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=https://raw.githubusercontent.com/speckit-orchestrator/speckit-orchestrator/v1/schema/speckit.schema.json',
    );
  });

  it.each(['claude-code', 'codex', 'gemini', 'copilot', 'recorded'] as const)('names %s', (backend) => {
    const { config, problems } = read({ backend });
    expect(problems).toEqual([]);
    expect(config).toEqual({
      ...defaultConfig(),
      backends: { ...defaultConfig().backends, default: backend },
    });
  });

  it('names what opencode and command need besides', () => {
    expect(read({ backend: 'opencode', model: 'anthropic/x' }).config?.backends).toMatchObject({
      default: 'opencode',
      opencode: { model: 'anthropic/x' },
    });
    expect(read({ backend: 'command', run: 'node "a b.mjs" # $1' }).config?.backends).toMatchObject({
      default: 'command',
      command: { run: 'node "a b.mjs" # $1' },
    });
  });

  it.each(['npm test', 'make test: all', '# odd', `${'long '.repeat(40)}line`, '$& $1'])(
    'holds the test command %j',
    (test) => {
      expect(read({ test }).config?.quality.test).toEqual([test]);
    },
  );

  it('says which tests run when none is named', () => {
    const { text, config } = read({}, 'cmake -S . -B build &&\n ctest');
    expect(text).toContain("# Without `test` this repository's own is used: cmake -S . -B build && ctest\n");
    expect(config).toEqual(defaultConfig());
  });

  it('may be uncommented line by line', () => {
    const { text } = read({ backend: 'command', run: 'x' });
    expect(parseConfig(text.replace(/^#(?! )|^#(?= {2})/gm, '')).problems).toEqual([]);
  });
});

describe('the issue form', () => {
  const form = parse(ISSUE_FORM) as { readonly body: readonly Element[] } & Record<string, unknown>;
  interface Element {
    readonly type: string;
    readonly id?: string;
    readonly attributes: Record<string, unknown>;
    readonly validations?: unknown;
  }

  it("has what GitHub's forms demand", () => {
    expect(Object.keys(form)).toEqual(['name', 'description', 'body']);
    const inputs = form.body.filter(({ type }) => type !== 'markdown');
    expect(inputs.map(({ id }) => id)).toEqual(['what', 'why', 'acceptance', 'limits']);
    for (const { attributes, type } of form.body)
      expect(typeof attributes[type === 'markdown' ? 'value' : 'label']).toBe('string');
    expect(inputs[0]?.validations).toEqual({ required: true });
  });
});
