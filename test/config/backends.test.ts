import { describe, expect, it } from '@jest/globals';
import { agentEnvironment } from '../../src/backends/environment.js';
import { createBackend } from '../../src/backends/index.js';
import { BACKENDS } from '../../src/config/backends.js';
import { parseConfig } from '../../src/config/load.js';

describe('backends that the configuration accepts', () => {
  const config = parseConfig('backends:\n  command:\n    run: [node, agent.mjs]\n').config?.backends ?? {};

  it.each(BACKENDS)('%s can be made', (name) => {
    expect(createBackend(name, config, {}).name).toBe(name);
  });

  it('hand a variable to the program that its list names', () => {
    const { config: named } = parseConfig('backends:\n  command:\n    run: x\n    env: [MY_KEY]\n');
    const backend = createBackend('command', named?.backends ?? {}, {});
    expect(backend.capabilities.needs).toEqual(['MY_KEY']);
  });

  it('take the key of a coding agent from where the file says, one name or several', () => {
    const needs = (line: string) => {
      const { config: read } = parseConfig(`backends:\n  codex:\n    ${line}\n`);
      return createBackend('codex', read?.backends ?? {}, {}).capabilities.needs;
    };
    expect(needs('secret_env: MY_KEY')).toEqual(['MY_KEY']);
    expect(needs('secret_env: [A_KEY, B_KEY]')).toEqual(['A_KEY', 'B_KEY']);
    expect(needs('model: any')).toEqual(['OPENAI_API_KEY', 'CODEX_API_KEY']);
  });

  it.each([
    [
      'a limit of cost where nobody knows the cost',
      'codex:\n    max_cost_usd: 1',
      'backends.codex.max_cost_usd',
    ],
    ['a version that is a range', 'gemini:\n    version: ^1.0.0', 'backends.gemini.version'],
    ['a model that is an option', 'codex:\n    model: --oss', 'backends.codex.model'],
    ['a token of the job as key', 'copilot:\n    secret_env: GITHUB_TOKEN', 'backends.copilot.secret_env'],
    ['opencode without a provider', 'opencode:\n    model: gpt', 'backends.opencode.model'],
    ['opencode without a model', 'default: opencode', 'backends.opencode.model'],
  ])('refuse %s', (_what, lines, key) => {
    const { problems } = parseConfig(`backends:\n  ${lines}\n`);
    expect(problems.map((problem) => problem.key)).toEqual([key]);
  });
});

describe('variables that the configuration names', () => {
  it.each([
    'GITHUB_TOKEN',
    'github_token',
    'GH_TOKEN',
    'GH_ENTERPRISE_TOKEN',
    'INPUT_GITHUB_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
    'RUNNER_TEMP',
    'STATE_x',
    'SPECKIT_BACKEND',
    'ANTHROPIC_API_KEY',
    'GH_HOST',
    'MY_GITHUB_THING',
  ])('%s is accepted exactly when the backend accepts it', (name) => {
    const { problems } = parseConfig(`backends:\n  command:\n    env: [${name}]\n`);
    expect(problems.length > 0).toBe(isRefused(name));
  });
});

function isRefused(name: string): boolean {
  try {
    agentEnvironment({}, [name]);
    return false;
  } catch {
    return true;
  }
}
