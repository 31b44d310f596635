import { describe, expect, it } from '@jest/globals';
import { agentEnvironment } from '../../src/backends/environment.js';
import { createBackend } from '../../src/backends/index.js';
import { BACKENDS, SUPPORTED_BACKENDS } from '../../src/config/backends.js';
import { parseConfig } from '../../src/config/load.js';

describe('backends that the configuration accepts', () => {
  const config = parseConfig('backends:\n  command:\n    run: [node, agent.mjs]\n').config?.backends ?? {};

  it.each(SUPPORTED_BACKENDS)('%s can be made', (name) => {
    expect(createBackend(name, config, {}).name).toBe(name);
  });

  it.each(BACKENDS.filter((name) => !SUPPORTED_BACKENDS.some((supported) => supported === name)))(
    '%s cannot, and is refused before anything starts',
    (name) => {
      expect(() => createBackend(name, config, {})).toThrow(/expected a backend/);
      expect(parseConfig(`backends:\n  default: ${name}\n`).config).toBeNull();
    },
  );

  it('hand a variable to the program that its list names', () => {
    const { config: named } = parseConfig('backends:\n  command:\n    run: x\n    env: [MY_KEY]\n');
    const backend = createBackend('command', named?.backends ?? {}, {});
    expect(backend.capabilities.needs).toEqual(['MY_KEY']);
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
