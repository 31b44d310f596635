import { describe, expect, it } from '@jest/globals';
import { PROGRAMS } from '../../src/backends/programs/index.js';
import { parseConfig } from '../../src/config/load.js';
import { workflowSettings } from '../../src/config/workflow-settings.js';
import { checkBackend, neededSecrets } from '../../src/handlers/agents-check.js';

function configOf(text: string) {
  const { config, problems } = parseConfig(text);
  if (config === null) throw new Error(problems.map((one) => one.message).join('\n'));
  return { config, settings: workflowSettings(config, null) };
}

function needed(text: string) {
  const { config, settings } = configOf(text);
  return neededSecrets(config, settings);
}

describe('the secrets that agents need', () => {
  it.each(Object.entries(PROGRAMS))('of %s are those that its adapter reads', (name, program) => {
    expect(needed(`backends: { default: ${name}, ${name}: { model: acme/one } }`)).toEqual([
      { backend: name, variables: program.secretEnv },
    ]);
  });

  it('are those that the configuration names', () => {
    expect(needed('backends: { default: codex, codex: { secret_env: MY_KEY } }')).toEqual([
      { backend: 'codex', variables: ['MY_KEY'] },
    ]);
  });

  it('of a command are the variables that look like one', () => {
    expect(needed('backends: { command: { run: agent, env: [MODEL, MY_API_KEY] } }')).toEqual([
      { backend: 'command', variables: ['MY_API_KEY'] },
    ]);
  });

  it('are asked of every program that plays an agent', () => {
    expect(needed('backends: { default: recorded, per_agent: { plan: gemini } }')).toEqual([
      { backend: 'recorded', variables: [] },
      { backend: 'gemini', variables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'] },
    ]);
  });
});

describe('the program that plays agents', () => {
  it('is Claude Code where nothing is configured, so that its secret is asked for', () => {
    const { config, settings } = configOf('');
    expect(checkBackend(config, settings)).toMatchObject({
      level: 'PASS',
      message: 'agents are played by claude-code',
    });
    expect(needed('')).toEqual([{ backend: 'claude-code', variables: PROGRAMS['claude-code'].secretEnv }]);
  });

  it('is missing where the run names `command`, and nothing says which', () => {
    const { config } = configOf('');
    expect(checkBackend(config, workflowSettings(config, 'command'))).toMatchObject({ level: 'ERROR' });
  });

  it('is told', () => {
    const { config, settings } = configOf('backends: { default: codex }');
    expect(checkBackend(config, settings)).toMatchObject({
      level: 'PASS',
      message: 'agents are played by codex',
    });
  });
});
