import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readWorkflowFile, secretsIn } from '../../../src/hosts/github/workflow-file.js';

const SHIPPED = readFileSync('.github/workflows/speckit.yml', 'utf8');

function lacks(change: (text: string) => string): readonly string[] | undefined {
  const text = change(SHIPPED);
  expect(text).not.toBe(SHIPPED);
  return readWorkflowFile(text, SHIPPED)?.lacks;
}

/** What the shipped file hands to agents. */
const KEYS = [
  'ANTHROPIC_API_KEY',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'OPENAI_API_KEY',
  'GEMINI_API_KEY',
  'COPILOT_GITHUB_TOKEN',
];

describe('an installed Actions workflow', () => {
  it('lacks nothing when it is the shipped one', () => {
    expect(readWorkflowFile(SHIPPED, SHIPPED)).toEqual({
      lacks: [],
      missing_scopes: [],
      agent_writes: [],
      binds_environment: true,
      agent_environment: Object.fromEntries(KEYS.map((name) => [name, `\${{ secrets.${name} }}`])),
      told_secrets: expect.arrayContaining(['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY']),
    });
  });

  it.each<[string, (text: string) => string]>([
    ['another runner', (text) => text.replaceAll('ubuntu-latest', 'self-hosted')],
    ['another schedule', (text) => text.replace('"7,22,37,52 * * * *"', '"*/5 * * * *"')],
    ['another limit', (text) => text.replace('timeout-minutes: 350', 'timeout-minutes: 60')],
    [
      'more secrets',
      (text) => text.replace(`ANTHROPIC_API_KEY: \${{`, `OTHER: \${{ secrets.OTHER }}\n          X: \${{`),
    ],
    [
      'the action at a commit',
      (text) => text.replaceAll('speckit-orchestrator@v1', `speckit-orchestrator@${'a'.repeat(40)}`),
    ],
    ['the action of a fork', (text) => text.replaceAll('uses: speckit-orchestrator/', 'uses: acme/')],
    [
      'a step more',
      (text) => text.replace('      - if: always()', '      - run: npm ci\n      - if: always()'),
    ],
    ['other line breaks', (text) => text.replaceAll('\n', '\r\n')],
  ])('may have %s', (_name, change) => {
    expect(lacks(change)).toEqual([]);
  });

  it.each<[string, string, (text: string) => string]>([
    ['an event', 'on.pull_request_target', (text) => text.replace(/ {2}pull_request_target:\n.*\n/, '')],
    ['bare words', 'jobs.orchestrate.if', (text) => text.replace('"proceed", ', '')],
    ['the name of runs', 'run-name', (text) => text.replace(/^run-name: .*$/m, 'run-name: x')],
    [
      'a step',
      'jobs.land.steps',
      (text) => text.replace(/ {6}- uses: actions\/download-artifact@v5\n/, '      - uses: actions/x@v1\n'),
    ],
    [
      'that agents get no credentials',
      'jobs.agent.steps',
      (text) => text.replace('persist-credentials: false', 'persist-credentials: true'),
    ],
    [
      'the environment of agents',
      'jobs.agent.environment',
      (text) => text.replace(/ {4}environment: .*\n/, ''),
    ],
    [
      'its input',
      'on.workflow_dispatch.inputs.environment',
      (text) => text.replace(/ {6}environment:\n(?: {8}.*\n)+/, ''),
    ],
    ['a job', 'jobs.wake', (text) => text.replace('  wake:\n', '  woke:\n')],
  ])('is told to lack %s', (_name, path, change) => {
    expect(lacks(change)).toEqual([path]);
  });

  it('is none without jobs, and none when it is no YAML', () => {
    expect(readWorkflowFile('on: push', SHIPPED)).toBeNull();
    expect(readWorkflowFile('{', SHIPPED)).toBeNull();
    expect(readWorkflowFile('', SHIPPED)).toBeNull();
  });

  it('that leaves permissions to others is not said to lack them', () => {
    const text =
      'on: push\njobs:\n  orchestrate: { permissions: write-all }\n  agent: { permissions: write-all }';
    expect(readWorkflowFile(text, null)).toMatchObject({ missing_scopes: [], agent_writes: ['everything'] });
  });
});

it('finds the secrets of an expression once each', () => {
  expect(secretsIn(`\${{ secrets.A != '' && secrets.A || secrets.B_2 }}`)).toEqual(['A', 'B_2']);
});
