import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../src/config/load.js';
import { workflowSettings } from '../../src/config/workflow-settings.js';

/** @param named by the run: SPECKIT_BACKEND in the Actions workflow, or --backend */
function played(text: string, named: string | null): string | undefined {
  const { config, problems } = parseConfig(text);
  if (config === null) throw new Error(problems.map((one) => one.message).join('\n'));
  const { default_backend, selection } = workflowSettings(config, named);
  return selection === undefined ? default_backend : selection.lists.default?.join();
}

describe('who plays agents for which nobody is named', () => {
  it.each([
    ['Claude Code where nothing is said', '', null, 'claude-code'],
    ['the one that the run names', '', 'gemini', 'gemini'],
    ['the command where there is one', 'backends: { command: { run: [node, agent.mjs] } }', null, 'command'],
    ['the one of the run before a command', 'backends: { command: { run: agent } }', 'codex', 'codex'],
    ['the configured default before all', 'backends: { default: codex }', 'gemini', 'codex'],
    [
      'the same beside candidates for some',
      'backends: { candidates: { plan: [codex, gemini] } }',
      null,
      'claude-code',
    ],
  ])('%s', (_what, text, named, expected) => {
    expect(played(text, named)).toBe(expected);
  });
});
