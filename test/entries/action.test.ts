import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import nock from 'nock';
import { readEnvironment } from '../../src/entries/action/environment.js';
import { main } from '../../src/entries/action/main.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'speckit-action-'));
const EVENT = join(FOLDER, 'event.json');

function environment(payload: unknown, change: Record<string, string> = {}): Record<string, string> {
  writeFileSync(EVENT, JSON.stringify(payload));
  return {
    INPUT_MODE: 'orchestrate',
    'INPUT_GITHUB-TOKEN': 'secret',
    GITHUB_API_URL: 'https://github.test/api/v3',
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_REPOSITORY: 'octo/shop',
    GITHUB_EVENT_NAME: 'issue_comment',
    GITHUB_EVENT_PATH: EVENT,
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKSPACE: FOLDER,
    RUNNER_TEMP: FOLDER,
    ...change,
  };
}

function comment(body: string) {
  const at = '2026-01-12T10:00:00Z';
  return {
    action: 'created',
    repository: { full_name: 'octo/shop', default_branch: 'main' },
    sender: { login: 'ada' },
    issue: { number: 7, title: 'I', body: '', user: { login: 'ada', type: 'User' }, updated_at: at },
    comment: { id: 1, body, user: { login: 'ada', type: 'User' }, created_at: at, updated_at: at },
  };
}

describe('the first look at a comment', () => {
  let requests: string[];
  beforeEach(() => {
    requests = [];
    nock.disableNetConnect();
    nock('https://github.test')
      .persist()
      .get(/.*/)
      .reply((uri) => {
        requests.push(uri);
        return [404, { message: 'Not Found' }];
      });
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => {
    nock.cleanAll();
    jest.restoreAllMocks();
  });

  it.each(['yes, but rename it', 'nice work', 'see /speckit full: x', '', 'proceed with care'])(
    'drops "%s" without a request',
    async (body) => {
      expect(await main(environment(comment(body)))).toBe(0);
      expect(requests).toEqual([]);
    },
  );

  it.each(['yes', 'Y', 'review spec', 'full'])(
    'lets "%s" through, and no workflow means no word',
    async (body) => {
      expect(await main(environment(comment(body)))).toBe(0);
      expect(requests.length).toBeGreaterThan(0);
      expect(requests.every((uri) => uri.includes('speckit-state'))).toBe(true);
    },
  );
});

describe('the secrets that a run tells of', () => {
  const secrets = (value?: string) =>
    readEnvironment(environment({}, value === undefined ? {} : { SPECKIT_SECRETS: value })).presentSecrets;

  it('are names in any white space', () => {
    expect(secrets(' ANTHROPIC_API_KEY\n  OPENAI_API_KEY ')).toEqual(['ANTHROPIC_API_KEY', 'OPENAI_API_KEY']);
  });

  it('may be none, which is another thing than not being told', () => {
    expect(secrets('    ')).toEqual([]);
    expect(secrets('')).toEqual([]);
    expect(secrets()).toBeNull();
  });
});
