import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { run, runJson } from './run.js';

describe('speckit', () => {
  it('prints the version of the package', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(await run(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
  });

  it.each([[['--help']], [['help']], [['help', 'parse']], [['parse', '--help']]])(
    '%j helps',
    async (argv) => {
      const { code, out, err } = await run(argv);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('Usage: speckit');
    },
  );

  it('says where the sandbox keeps its data, and who can play the agents in it', async () => {
    const out = (await run(['sandbox', '--help'])).out.replace(/\s+/g, ' ');
    expect(out).toContain('(default: .sandbox in the current folder)');
    expect(out).toContain(
      'who plays the agents: claude-code, codex, gemini, copilot, opencode, command, recorded',
    );
  });

  it('gives examples in its help', async () => {
    expect((await run(['--help'])).out).toContain(
      '$ speckit parse "/speckit full: Payment processing with Stripe"',
    );
  });

  it.each<[string[], string]>([
    [
      [],
      'speckit: no command was given; expected one of parse, classify, graph, doctor, dry-run, run, approve,',
    ],
    [['pars'], "speckit: unknown command 'pars' (Did you mean parse?); expected one of parse,"],
    [['parse'], "speckit: missing required argument 'text'; expected speckit parse [options] <text>"],
    [['parse', '/speckit', 'full:', 'x'], 'speckit: too many arguments'],
    [['parse', 'x', '--jsn'], "speckit: unknown option '--jsn'"],
    [['classify', ' '], 'speckit: the request is empty; expected words'],
    [['sandbox', '--port', 'x'], "speckit: option '--port <number>' argument 'x' is invalid. A port is"],
    [
      ['sandbox', '--backend', 'claude'],
      'speckit: unknown backend "claude"; expected one of claude-code, codex, gemini, copilot, opencode, command, recorded\n',
    ],
    [['sandbox', '--seed-repo', 'nowhere'], 'speckit: "nowhere" is no directory; expected --seed-repo'],
    [['graph', 'nowhere'], 'speckit: cannot read "nowhere" (ENOENT); expected a tasks.md'],
    [
      ['graph', 'x', '--json', '--mermaid'],
      "speckit: option '--json' cannot be used with option '--mermaid'",
    ],
    [['init'], 'speckit: / is not in a git repository; expected to be run in one'],
  ])('%j is wrong usage: one line and code 2', async (argv, line) => {
    const { code, out, err } = await run(argv, { cwd: '/' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.startsWith(line) || err).toBe(true);
    expect(err.match(/\n/g)).toHaveLength(1);
  });
});

describe('speckit parse', () => {
  it.each<[string, unknown]>([
    [
      '/speckit full: Payment processing with Stripe',
      { command: { name: 'start', workflow: 'full', request: 'Payment processing with Stripe', args: {} } },
    ],
    ['hello', { command: null }],
    ['', { command: null }],
    ['/speckit full:', { refusal: { reason: 'The request is empty.', expected: expect.any(String) } }],
  ])('%j as JSON', async (text, document) => {
    expect(await runJson(['parse', text])).toEqual({ code: 0, document, err: '' });
  });

  it('reads from standard input', async () => {
    expect(await runJson(['parse', '-'], { stdin: '/proceed' })).toMatchObject({
      document: { command: { name: 'proceed' } },
    });
  });

  it.each([
    ['/speckit full: x', 'Command: start\nWorkflow: full\nRequest: x\n'],
    ['hello', 'No command: the comment does not start with one.\n'],
    ['/speckit review spec', 'Command: show\nartifact: spec\n'],
    ['/speckit spec:', expect.stringMatching(/^Refused: The request is empty\.\nExpected: /)],
  ])('%j for people', async (text, out) => {
    expect(await run(['parse', text])).toEqual({ code: 0, out, err: '' });
  });
});

describe('speckit classify', () => {
  it('prints factors, total, workflow and agents as JSON', async () => {
    const { code, document } = await runJson(['classify', 'Payment processing with Stripe']);
    const factor = { score: expect.any(Number), reason: expect.any(String) };
    expect(code).toBe(0);
    expect(document).toMatchObject({
      factors: { scope: factor, integration: factor, risk: factor, novelty: factor },
      total: 9,
      workflow: 'full',
      agents: expect.arrayContaining(['specify', 'implement', 'taskstoissues']),
    });
  });

  it('prints the analysis for people', async () => {
    const { out } = await run(['classify', 'Add logging utility']);
    expect(out).toContain('**Request**: Add logging utility');
    expect(out).toContain('### 🎯 Recommended: **Simple**\nspecify → 🛑 → implement → test');
  });
});
