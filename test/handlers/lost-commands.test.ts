import { describe, expect, it } from '@jest/globals';
import { defaultConfig } from '../../src/config/schema.js';
import type { Bot } from '../../src/handlers/bot.js';
import { followLostCommands } from '../../src/handlers/lost-commands.js';
import type { CommentFact } from '../../src/hosts/github/facts.js';
import { workflowIdFor } from '../../src/runtime/ids.js';

const NOW = '2026-01-12T12:00:00Z';
const START: CommentFact = {
  id: 7,
  body: '/speckit simple: Dark mode',
  author: 'alice',
  is_bot: false,
  created_at: '2026-01-12T11:00:00Z',
  updated_at: '2026-01-12T11:00:00Z',
  issue: 3,
};

interface Ground {
  readonly answered?: boolean;
  readonly started?: boolean;
}

/** Ids of the workflows that are claimed when these comments are found. */
async function claimsFor(comment: CommentFact, ground: Ground = {}): Promise<string[]> {
  const claims: string[] = [];
  const host = {
    facts: {
      commentsSince: async () => [comment],
      issue: async () => ({
        title: 'Dark',
        state: 'open',
        author: 'alice',
        is_pull_request: false,
        updated_at: NOW,
      }),
      permissionOf: async () => ({ permission: 'write' }),
      defaultBranch: async () => 'main',
    },
    conversation: {
      hasAnswered: async () => ground.answered ?? false,
      react: async () => undefined,
      answer: async () => 1,
    },
    index: {
      claim: async (_issue: number, id: string) => {
        claims.push(id);
        return { claimed: false, holder: 'another' };
      },
    },
  };
  const bot = {
    host,
    runtime: {
      store: { load: async () => (ground.started ? { state: {}, version: '1' } : null) },
      clock: { now: () => NOW },
      log: () => undefined,
      runner: 'run/1/1',
    },
    repository: { owner: 'octo', repo: 'shop' },
    login: 'github-actions[bot]',
    config: async () => ({ kind: 'valid', config: defaultConfig() }),
  } as unknown as Bot;
  await followLostCommands(bot, 10 * 60 * 1000);
  return claims;
}

describe('S2: a command whose run was lost before it wrote anything', () => {
  it('is followed by the schedule as the workflow that it would have been', async () => {
    expect(await claimsFor(START)).toEqual([workflowIdFor('octo/shop', START.id)]);
  });

  it.each<[string, Partial<CommentFact>, Ground]>([
    ['that has its workflow', {}, { started: true }],
    ['that was answered', {}, { answered: true }],
    [
      'that was given just now',
      { created_at: '2026-01-12T11:55:00Z', updated_at: '2026-01-12T11:55:00Z' },
      {},
    ],
    ['that is too old', { created_at: '2026-01-12T08:00:00Z', updated_at: '2026-01-12T08:00:00Z' }, {}],
    ['that was edited since', { updated_at: '2026-01-12T11:30:00Z' }, {}],
    ['of a bot', { is_bot: true }, {}],
    ['that approves: its author may never have seen what is there now', { body: '/proceed' }, {}],
    ['that is none', { body: 'simple: Dark mode' }, {}],
  ])('is left alone if it is one %s', async (_what, change, ground) => {
    expect(await claimsFor({ ...START, ...change }, ground)).toEqual([]);
  });
});
