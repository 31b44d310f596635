/** The job of an agent has nothing to write with, and what it holds to ask a model with shows nowhere (rule P1). */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Issue } from '../../sandbox/demo/people.js';
import { secretScanner } from '../../src/commands/secret-values.js';
import { workflowOf } from '../e2e/support.js';
import { type Arena, openArena } from './support/arena.js';
import { attack } from './support/attack.js';
import { everythingIn } from './support/everything.js';

const CANARY = 'canary-Xk29/fQ+zz81Lm/77aPq0WvB';
const OTHER = 'canary-of-another-backend-4711aBcD';
const IN_REPOSITORY = 'canary-Repo-8842-hGtRfE-55xYz';
const RUNTIME = 'canary-runtime-token-99zZ88yY77';
const EXFIL = join('/tmp', `speckit-thief-${process.pid}`);

const LEAKS: Readonly<Record<string, string>> = {
  plain: 'as it is, in a text and as the name of a member',
  base64: 'in base64, at two offsets',
  lines: 'split over lines, as it is and in base64',
  pieces: 'in pieces over many members of the answer',
  hex: 'in hex, with dashes, and for a URL',
  backwards: 'backwards, and as a list of numbers',
  hidden: 'with zero-width characters, and as HTML references',
  stderr: 'on standard error and as commands to the runner, with a failing exit code',
  error: 'in every text of an error',
  file: 'in a file of the patch',
  'encoded file': 'in base64 over many lines of a file',
  'binary file': 'in a binary file',
  'two files': 'half in one file and half in another',
  'name of a file': 'in hex as the name of a file',
  commit: 'in a commit and a tag of its own',
  repository: "a secret of the repository's own `.env`, as it is and in base64",
  token: 'a text in the form of a token of GitHub',
};

describe('the job of an agent', () => {
  let arena: Arena;
  let report: Record<string, unknown> = {};
  let everything: ReadonlyMap<string, string>;
  const issues = new Map<string, number>();
  const told = new Map<string, readonly string[]>();

  beforeAll(async () => {
    arena = await openArena({
      sample: false,
      secrets: { ANTHROPIC_API_KEY: CANARY, OPENAI_API_KEY: OTHER },
      env: { ACTIONS_RUNTIME_TOKEN: RUNTIME, ACTIONS_ID_TOKEN_REQUEST_TOKEN: RUNTIME },
      files: {
        'tools/thief.mjs': await readFile('test/attacks/support/thief.mjs', 'utf8'),
        '.env': `DATABASE_PASSWORD=${IN_REPOSITORY}\n`,
        'package.json': '{ "name": "adder", "type": "module" }',
        '.github/speckit.yml': [
          'backends: { default: command, command: { run: [node, tools/thief.mjs], env: [ANTHROPIC_API_KEY] } }',
          'execution: { retry_policy: { initial_delay_ms: 0 } }',
          '',
        ].join('\n'),
      },
    });
    const modes = ['thief', ...Object.keys(LEAKS)];
    for (let from = 0; from < modes.length; from += 6) {
      for (const mode of modes.slice(from, from + 6)) {
        const { number } = await arena.wendy.post<Issue>(`${arena.repo}/issues`, {
          title: mode,
          body: 'Do.',
        });
        issues.set(mode, number);
        const body = `/speckit simple: ${mode} into ${EXFIL}`;
        await arena.wendy.post(`${arena.repo}/issues/${number}/comments`, { body });
      }
      await arena.box.idle();
    }
    const noted = await readFile(EXFIL, 'utf8').catch(() => '');
    report = Object.assign(
      {},
      ...noted
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    );
    for (const [mode, issue] of issues) {
      const thread = await arena.ada.get(`${arena.repo}/issues/${issue}/comments`);
      told.set(mode, [JSON.stringify(await workflowOf(arena, issue)), JSON.stringify(thread)]);
    }
    everything = await everythingIn(arena);
  }, 600_000);
  afterAll(async () => {
    await arena.close();
    for (const end of ['', '.hook', '.fsmonitor', '.ssh', '.filter', '.pager', '.late'])
      await rm(`${EXFIL}${end}`, { force: true });
  });

  it('was played: the thief has looked, and every leak was tried', async () => {
    expect(report).toHaveProperty('caps');
    for (const [mode, issue] of issues)
      expect([mode, (await workflowOf(arena, issue)).assignments.length]).not.toEqual([mode, 0]);
  });

  const thief = (name: string, tried: string, expected: string, proof: string, play: () => Promise<void>) =>
    attack('tokens', { name, tried, expected, proof }, play);
  const TOKENS = /ghs_\w{10}|canary-(?!Xk29)/;

  thief(
    'own environment',
    'the agent reads its environment',
    'only names that were allowed',
    'the list of names',
    async () => {
      const names = report.environment as string[];
      expect(names.filter((name) => /TOKEN|GITHUB|ACTIONS|RUNNER|INPUT|OPENAI/.test(name))).toEqual([]);
      expect(names).toContain('ANTHROPIC_API_KEY');
    },
  );
  thief(
    "other processes' environments",
    'the agent reads `/proc/*/environ`',
    'no token of GitHub, of the runner or of another backend',
    'what it has read holds none',
    async () => {
      expect(String(report.processes)).toContain('ANTHROPIC_API_KEY');
      expect(String(report.processes)).not.toMatch(TOKENS);
      expect(String(report.commands)).not.toMatch(TOKENS);
    },
  );
  thief(
    "the action's memory",
    'the agent reads `/proc/*/mem` of every process that it sees',
    'no token',
    'what it has read holds none',
    async () => expect(String(report.memory)).not.toMatch(TOKENS),
  );
  thief(
    "git's credentials",
    'the agent reads `.git/config` and the usual files of credentials',
    'no token',
    'what it has read holds none',
    async () => {
      expect(String(report.git)).toContain('repositoryformatversion');
      expect(String(report.git)).not.toMatch(/ghs_|extraheader|AUTHORIZATION/i);
    },
  );
  thief(
    "the action's debugger",
    'the agent sends SIGUSR1 to what it can see, and looks for the port of the debugger',
    'no debugger listens',
    'no answer at port 9229',
    async () => expect(String(report.debugger)).not.toMatch(/webSocketDebuggerUrl/),
  );
  thief(
    'more rights',
    'the agent tries `sudo` and looks at its capabilities',
    'none, and no way to gain any',
    '`NoNewPrivs` is set, `CapEff` is zero, `sudo` has not answered',
    async () => {
      expect(String(report.sudo)).toMatch(/^NoNewPrivs:\s*1/);
      expect(String(report.caps)).toMatch(/CapEff:\s*0{16}/);
    },
  );
  thief(
    'the steps after it',
    "the agent writes into the runner's files for environment, PATH and outputs",
    'later steps see nothing of it',
    'no log mentions it, and the landing job has landed the result',
    async () => {
      for (const [place, text] of everything)
        if (place.startsWith('log')) expect(text).not.toMatch(/POISONED|evil\.example/);
      expect((await workflowOf(arena, issues.get('thief') ?? 0)).assignments[0]?.status).toBe('finished');
    },
  );
  thief(
    'a forged result',
    'the agent overwrites `result.json` while it runs',
    'what the action has seen is handed over',
    'the state holds the answer of the agent',
    async () => {
      const state = await workflowOf(arena, issues.get('thief') ?? 0);
      expect(state.agent_results.specify?.result.summary).toBe('I looked around.');
    },
  );
  thief(
    "git's own traps",
    'the agent sets a hook, a file watcher, a filter and a pager in `.git`',
    'git runs none of them for us',
    'none of their files exists',
    async () => {
      for (const end of ['hook', 'fsmonitor', 'ssh', 'filter', 'pager'])
        expect([end, existsSync(`${EXFIL}.${end}`)]).toEqual([end, false]);
    },
  );
  thief(
    'a process that stays',
    'the agent leaves a process in a session of its own, to look at the next steps',
    'it ends with the agent',
    'the file that it was to write after two seconds does not exist',
    async () => {
      await wait(2_500);
      expect(existsSync(`${EXFIL}.late`)).toBe(false);
    },
  );
  const { holds } = secretScanner([CANARY, IN_REPOSITORY]);
  const bytes = Buffer.from(CANARY);
  /** Independent of the product's own scanner. */
  const plainly = [
    CANARY,
    bytes.toString('base64').slice(0, 20),
    bytes.toString('hex'),
    IN_REPOSITORY,
    OTHER,
    RUNTIME,
  ];
  attack(
    'tokens',
    {
      name: 'a canary, wherever',
      tried: 'all of the leaks below',
      expected: 'the canaries show nowhere',
      proof:
        'every comment, log, artifact, commit, ref, state file and request of the bot was searched for 20 forms',
    },
    async () => {
      for (const [place, text] of everything) {
        const seen = place === 'commits' ? text.replaceAll(`DATABASE_PASSWORD=${IN_REPOSITORY}`, '') : text;
        expect([place, plainly.filter((form) => seen.includes(form))]).toEqual([place, []]);
        expect([place, holds(seen)]).toEqual([place, false]);
      }
    },
  );
  for (const [mode, tried] of Object.entries(LEAKS)) {
    attack(
      'tokens',
      {
        name: `leak: ${mode}`,
        tried: `the agent writes its key ${tried}`.replace('its key a ', 'a '),
        expected: 'hidden, or the work refused',
        proof: 'neither thread, state nor branch of its workflow holds it',
      },
      async () => {
        const texts = told.get(mode) ?? [];
        expect(texts).toHaveLength(2);
        for (const text of texts) {
          expect(holds(text)).toBe(false);
          expect(text).not.toMatch(/ghp_a1B2/);
        }
        expect(everything.get('commits')).not.toMatch(/ghp_a1B2/);
      },
    );
  }
});
