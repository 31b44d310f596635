import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PROGRAMS } from '../../src/backends/programs/index.js';
import { BACKENDS } from '../../src/config/backends.js';
import { readWorkflowFile } from '../../src/hosts/github/workflow-file.js';
import { type BackendName, neededSecrets, secretsOf } from '../../src/setup/choices.js';
import { actionOf, isAction, WORKFLOW_FILE, workflowText } from '../../src/setup/workflow-text.js';
import { findProblems } from '../workflow-files/language-service.js';

const SHIPPED = readFileSync(WORKFLOW_FILE, 'utf8');

function textFor(backend: BackendName | null, model: string | null = null, action: string | null = null) {
  return workflowText(SHIPPED, {
    action,
    secrets: secretsOf({ backend, model, others: [], ownSecrets: {} }),
  });
}

describe('the workflow of a repository', () => {
  it('is the shipped one where nothing is chosen', () => {
    expect(textFor(null)).toBe(SHIPPED);
  });

  it.each([
    ['claude-code', ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN']],
    ['codex', ['OPENAI_API_KEY']],
    ['gemini', ['GEMINI_API_KEY']],
    ['copilot', ['COPILOT_GITHUB_TOKEN']],
    ['command', []],
    ['recorded', []],
  ] as const)('gives the agents of %s exactly their secrets', async (backend, secrets) => {
    const text = textFor(backend);
    const read = readWorkflowFile(text, SHIPPED);
    expect(read).toMatchObject({ lacks: [], missing_scopes: [], agent_writes: [] });
    expect(read?.agent_environment).toEqual(
      Object.fromEntries(secrets.map((name) => [name, `\${{ secrets.${name} }}`])),
    );
    expect(read?.told_secrets).toEqual(expect.arrayContaining([...secrets]));
    expect(await findProblems(WORKFLOW_FILE, text)).toEqual([]);
  });

  it.each([
    ['anthropic/claude-sonnet-4-5', ['ANTHROPIC_API_KEY']],
    ['openrouter/x/y', ['OPENROUTER_API_KEY']],
    [
      'unheard-of/model',
      ['OPENCODE_API_KEY', 'ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'OPENROUTER_API_KEY', 'GEMINI_API_KEY'],
    ],
  ])('gives opencode the key of the provider of %s, and tells whether it is set', async (model, secrets) => {
    const text = textFor('opencode', model);
    const read = readWorkflowFile(text, SHIPPED);
    expect(Object.keys(read?.agent_environment ?? {})).toEqual(secrets);
    expect(read?.told_secrets).toEqual(expect.arrayContaining(secrets));
    expect(await findProblems(WORKFLOW_FILE, text)).toEqual([]);
  });

  it('gives the secrets of every program, and those that the configuration names instead', () => {
    const choices = {
      backend: 'claude-code',
      model: null,
      others: ['gemini', 'claude-code', 'recorded'],
      ownSecrets: { gemini: ['TEAM_GEMINI_KEY'] },
    } as const;
    const secrets = secretsOf(choices) ?? [];
    expect(secrets).toEqual(['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'TEAM_GEMINI_KEY']);
    const read = readWorkflowFile(workflowText(SHIPPED, { action: null, secrets }), SHIPPED);
    expect(read?.told_secrets).toEqual(expect.arrayContaining([...secrets]));
    expect(neededSecrets(choices).map(({ backend }) => backend)).toEqual(['claude-code', 'gemini']);
  });

  it('changes nothing else', () => {
    const lines = (text: string) =>
      text.split('\n').filter((line) => !/secrets\.|Each reaches|^ +env:$/.test(line));
    for (const backend of BACKENDS) expect(lines(textFor(backend))).toEqual(lines(SHIPPED));
  });

  it('runs the action of a copy everywhere, and it is found again', () => {
    const text = textFor('codex', null, 'acme/speckit-orchestrator@0a1b2c3');
    expect(actionOf(text)).toBe('acme/speckit-orchestrator@0a1b2c3');
    expect(text).not.toContain('speckit-orchestrator/speckit-orchestrator');
    expect(text.match(/uses: acme\/speckit-orchestrator@0a1b2c3/g)).toHaveLength(4);
  });

  it.each(['acme/speckit-orchestrator@v1', 'a.b/speckit-orchestrator@feature/x'])(
    '%s can stand behind uses',
    (text) => {
      expect(isAction(text)).toBe(true);
    },
  );

  it.each([
    'acme/speckit-orchestrator',
    'acme/other@v1',
    'speckit-orchestrator@v1',
    'a/speckit-orchestrator@c d',
    'a/speckit-orchestrator@v1\n',
  ])('%j cannot', (text) => {
    expect(isAction(text)).toBe(false);
  });

  it('says so when the shipped file has no place for secrets', () => {
    expect(() => workflowText('jobs: {}\n', { action: null, secrets: ['X'] })).toThrow(/expected `env`/);
  });
});

describe('secrets', () => {
  it.each(Object.entries(PROGRAMS))('of %s are those from which it takes its key', (name, { secretEnv }) => {
    const offered =
      secretsOf({ backend: name as BackendName, model: null, others: [], ownSecrets: {} }) ?? [];
    expect(offered.length).toBeGreaterThan(0);
    expect(secretEnv).toEqual(expect.arrayContaining([...offered]));
  });
});
