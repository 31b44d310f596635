import { describe, expect, it } from '@jest/globals';
import { parseComment } from '../../src/commands/parse.js';
import { COMMANDS } from '../../src/commands/reference.js';
import { defaultConfig } from '../../src/config/schema.js';
import type { Bot, CommentEvent } from '../../src/handlers/bot.js';
import { onComment } from '../../src/handlers/comment.js';

/** What the bot answers to a comment of a writer on an issue that another workflow holds. */
async function answersTo(body: string): Promise<string> {
  const answers: string[] = [];
  const host = {
    facts: { permissionOf: async () => ({ permission: 'write' }) },
    index: {
      findWorkflow: async () => null,
      claim: async () => ({ claimed: false, holder: '00000000-0000-4000-8000-000000000000' }),
    },
    conversation: {
      react: async () => undefined,
      answer: async (_issue: number, _key: string, text: string) => void answers.push(text),
    },
  };
  // Only what a comment needs before anything is written.
  const bot = {
    host,
    runtime: { store: { load: async () => null }, log: () => undefined, runner: 'run/1/1' },
    repository: { owner: 'octo', repo: 'shop' },
    login: 'github-actions[bot]',
    config: async () => ({ kind: 'valid', config: defaultConfig() }),
  } as unknown as Bot;
  await onComment(bot, {
    kind: 'comment',
    issue: { number: 1, title: 'An issue', body: '', is_pull_request: false },
    comment: { id: 1, body, author: 'alice', author_is_bot: false },
  } as CommentEvent);
  return answers.join('\n');
}

describe('a command form', () => {
  const examples = COMMANDS.flatMap(({ available, examples }) =>
    examples.map((example) => ({ example, available })),
  );

  // `/confirm` alone answers the gate as `/proceed` does, but it is not how people should learn it.
  it.each(examples.filter(({ example }) => example !== '/confirm'))(
    '$example is marked available ($available) exactly when the bot follows it',
    async ({ example, available }) => {
      const answers = await answersTo(example);
      expect(answers).not.toBe('');
      expect(answers.includes('not available in this version')).toBe(!available);
    },
  );

  it('that is mistyped is answered with workflows that work', () => {
    const parsed = parseComment('/speckit banana: x');
    const expected = parsed.kind === 'refusal' ? parsed.expected : '';
    expect([...expected.matchAll(/`([a-z0-9-]+):`/g)].map(([, word]) => word)).toEqual([
      'auto',
      'simple',
      'standard',
      'standard-e2e',
      'full',
      'full-research',
    ]);
  });
});
