import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BARE_WORDS } from '../src/commands/answer-word.js';
import { conditionOf, letsThrough, wordsIn } from './workflow-files/conditions.js';
import {
  findImplicitPermissions,
  findInjections,
  stepsUsing,
  writableScopes,
} from './workflow-files/hardening.js';
import { findProblems } from './workflow-files/language-service.js';

const DIRECTORY = '.github/workflows';
const shipped = readdirSync(DIRECTORY)
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => `${DIRECTORY}/${name}`);

const SAMPLE = `
name: Sample
on:
  issue_comment:
    types: [created]
  workflow_dispatch:
    inputs:
      assignment:
        type: string
permissions:
  contents: read
jobs:
  first:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v5
        with:
          ref: \${{ inputs.assignment }}
      - uses: speckit-orchestrator/speckit-orchestrator@v1
        if: startsWith(github.event.comment.body, '/')
        with:
          mode: orchestrate
      - run: npm test
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: echo "$RESULT"
        env:
          RESULT: \${{ needs.first.result }}
`;

const ACTION = readFileSync('action.yml', 'utf8');

function broken(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe("GitHub's language service", () => {
  it.each([...shipped, 'action.yml'])('finds nothing in %s', async (file) => {
    expect(await findProblems(file, readFileSync(file, 'utf8'))).toEqual([]);
  });

  it('finds nothing in the sample that the next cases break', async () => {
    expect(await findProblems(`${DIRECTORY}/sample.yml`, SAMPLE)).toEqual([]);
  });

  it.each([
    ['an unknown key', 'timeout-minutes: 5', 'timeout: 5', "Unexpected value 'timeout'"],
    ['an unknown event', 'issue_comment:', 'issue_remark:', "Unexpected value 'issue_remark'"],
    ['an unknown activity type', '[created]', '[made]', "Unexpected value 'made'"],
    ['an unknown scope', 'contents: read', 'content: read', "Unexpected value 'content'"],
    [
      'an unknown input of our action',
      'mode: orchestrate',
      'mood: orchestrate',
      "Invalid action input 'mood'",
    ],
    [
      'a missing input of our action',
      'mode: orchestrate',
      'github-token: x',
      'Missing required input `mode`',
    ],
    ['an unknown input of another action', 'ref: ', 'rev: ', "Invalid action input 'rev'"],
    ['an unknown version', 'checkout@v5', 'checkout@v0', 'Unable to resolve action `actions/checkout@v0`'],
    ['an unknown context', 'inputs.assignment', 'inputs.task', 'Context access might be invalid: task'],
    ['an unknown payload key', 'comment.body', 'comment.text', 'Context access might be invalid: text'],
    ['an unknown job in needs', 'needs.first', 'needs.zeroth', 'Context access might be invalid: zeroth'],
    ['an unknown dependency', 'needs: first', 'needs: zeroth', "depends on unknown job 'zeroth'"],
    ['an unknown function', 'startsWith(', 'beginsWith(', "Unrecognized function: 'beginsWith'"],
  ])('finds %s', async (_name, from, to, message) => {
    const problems = await findProblems(`${DIRECTORY}/sample.yml`, broken(SAMPLE, from, to));
    expect(problems.join('\n')).toContain(message);
  });

  it.each([
    ['an unknown runtime', 'using: node24', 'using: node99', 'node99'],
    ['a missing entry file', 'main: ', 'mian: ', "'main'"],
    ['an unknown context', 'github.token', 'secrets.TOKEN', 'secrets'],
  ])('finds %s in action.yml', async (_name, from, to, message) => {
    const problems = await findProblems('action.yml', broken(ACTION, from, to));
    expect(problems.join('\n')).toContain(message);
  });
});

describe('scripts', () => {
  it.each(shipped)('take nothing from expressions in %s', (file) => {
    expect(findInjections(readFileSync(file, 'utf8'))).toEqual([]);
  });

  it.each([
    'github.event.issue.title',
    'github.head_ref',
    'inputs.assignment',
    "format('{0}', github.event.comment.body)",
  ])('an expression with %s is found', (expression) => {
    const text = broken(SAMPLE, 'run: npm test', `run: |\n          echo \${{ ${expression} }}`);
    expect(findInjections(text)).toEqual([`first: \${{ ${expression} }} inside a script`]);
  });

  it('values of the matrix are harmless', () => {
    expect(findInjections(broken(SAMPLE, 'npm test', `echo \${{ matrix.node }}`))).toEqual([]);
  });
});

describe('permissions', () => {
  it.each(shipped)('are listed scope by scope in %s', (file) => {
    expect(findImplicitPermissions(readFileSync(file, 'utf8'))).toEqual([]);
  });

  it.each([
    ['left to the settings', 'permissions:\n  contents: read\n', ''],
    ['everything', 'permissions:\n  contents: read\n', 'permissions: write-all\n'],
  ])('%s: is found', (_name, from, to) => {
    expect(findImplicitPermissions(broken(SAMPLE, from, to))).toHaveLength(2);
  });

  it('of a job that asks for everything are found', () => {
    const text = broken(SAMPLE, '  first:\n', '  first:\n    permissions: write-all\n');
    expect(findImplicitPermissions(text)).toEqual(['first: permissions are not listed scope by scope']);
  });
});

describe('the job that plays agents', () => {
  const workflow = readFileSync(`${DIRECTORY}/speckit.yml`, 'utf8');

  it('may write nothing', () => {
    expect(writableScopes(workflow, 'agent')).toEqual([]);
    expect(writableScopes(workflow, 'land')).toContain('contents');
  });

  it('leaves no token behind in the git configuration', () => {
    const checkouts = stepsUsing(workflow, 'agent', 'actions/checkout');
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual([false]);
  });
});

describe('the job that reads comments', () => {
  const condition = conditionOf(readFileSync(`${DIRECTORY}/speckit.yml`, 'utf8'), 'orchestrate');
  const starts = (body: string, { action = 'created', type = 'User' } = {}) =>
    letsThrough(condition, {
      event_name: 'issue_comment',
      repository: 'octo/shop',
      event: { action, comment: { body, user: { type } }, changes: { body: { from: '' } } },
    });

  it('knows exactly the bare words', () => {
    expect(wordsIn(condition)).toEqual(BARE_WORDS);
  });

  it.each(['/speckit full: x', '/proceed', ...BARE_WORDS, 'Yes', 'PROCEED', 'Review Spec'])(
    'starts for "%s"',
    (body) => {
      expect(starts(body)).toBe(true);
    },
  );

  it.each(['yes, but', 'well, yes', ' proceed later', 'reviewspec', 'nice', '', '[', '","'])(
    'does not start for "%s"',
    (body) => {
      expect(starts(body)).toBe(false);
    },
  );

  it.each(['yes', '/proceed'])('does not start for a bot that says "%s", nor for an edit', (body) => {
    expect(starts(body, { type: 'Bot' })).toBe(false);
    expect(starts(body, { action: 'edited' })).toBe(false);
  });

  it('starts when the dashboard is edited, and by schedule', () => {
    expect(starts('<!-- speckit:state {} -->', { action: 'edited', type: 'Bot' })).toBe(true);
    expect(letsThrough(condition, { event_name: 'schedule' })).toBe(true);
  });
});
