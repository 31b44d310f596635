import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TEXT_LIMIT } from '../../src/commands/named.js';
import { parseComment } from '../../src/commands/parse.js';
import type { Command, Parsed } from '../../src/commands/types.js';

function command(body: string): Command | Parsed {
  const parsed = parseComment(body);
  return parsed.kind === 'command' ? parsed.command : parsed;
}

function start(workflow: string, request: string) {
  return { name: 'start', workflow, request, args: {} };
}

describe('starting a workflow', () => {
  it.each([
    ['/speckit Add login', 'auto', 'Add login'],
    ['/speckit auto: Add login', 'auto', 'Add login'],
    ['/speckit orchestrator: Add login', 'auto', 'Add login'],
    ['/speckit: Add login', 'auto', 'Add login'],
    ['/speckit simple: Add logging utility', 'simple', 'Add logging utility'],
    ['/speckit standard: x', 'standard', 'x'],
    ['/speckit standard-e2e: x', 'standard-e2e', 'x'],
    ['/speckit standard+e2e: x', 'standard-e2e', 'x'],
    ['/speckit Standard + E2E: x', 'standard-e2e', 'x'],
    ['/speckit full: Payment processing with Stripe', 'full', 'Payment processing with Stripe'],
    ['/speckit full:x', 'full', 'x'],
    ['/speckit full : x', 'full', 'x'],
    ['/speckit full-research: x', 'full-research', 'x'],
    ['/speckit full+research: x', 'full-research', 'x'],
    ['/speckit full + research: x', 'full-research', 'x'],
    ['/speckit spec: WebSocket service', 'spec', 'WebSocket service'],
    ['/speckit plan: x', 'plan', 'x'],
    ['/speckit e2e: x', 'e2e', 'x'],
    ['/SPECKIT FULL: X', 'full', 'X'],
    ['  \n\n  /speckit full: x', 'full', 'x'],
    ['\uFEFF/speckit full: x', 'full', 'x'],
    ['\u200B/spec\u200Ckit fu\u200Dll: x', 'full', 'x'],
    ['/speckit full: line one\nline two\n\n- three', 'full', 'line one\nline two\n\n- three'],
    ['/speckit full: line one\r\nline two', 'full', 'line one\nline two'],
    ['/speckit\nAdd login', 'auto', 'Add login'],
    ['/speckit full: a <!-- hidden --> b', 'full', 'a  b'],
    ['/speckit full: first\n/proceed', 'full', 'first\n/proceed'],
    ['/speckit https://example.com/x should load', 'auto', 'https://example.com/x should load'],
    ['/speckit std::vector support', 'auto', 'std::vector support'],
    ['/speckit full text search', 'auto', 'full text search'],
    ['/speckit plan the holidays', 'auto', 'plan the holidays'],
    ['/speckit spec 2024 compliance', 'auto', 'spec 2024 compliance'],
    ['/speckit feat(api): x', 'auto', 'feat(api): x'],
    ['/speckit $(rm -rf /) `id` \u0024{{ x }}', 'auto', '$(rm -rf /) `id` \u0024{{ x }}'],
  ])('%j', (body, workflow, request) => {
    expect(command(body)).toEqual(start(workflow, request));
  });
});

describe('a workflow on a feature that exists', () => {
  it.each([
    ['/speckit plan: 003-payments', 'plan', '003-payments', '003-payments'],
    ['/speckit plan 003-payments', 'plan', '003-payments', '003-payments'],
    ['/speckit spec: specs/003-payments', 'spec', 'specs/003-payments', '003-payments'],
    ['/speckit e2e: 003', 'e2e', '003', '003'],
  ])('%j', (body, workflow, request, feature) => {
    expect(command(body)).toEqual({ name: 'start', workflow, request, args: { feature } });
  });
});

describe('commands without a request', () => {
  it.each<[string, string, Record<string, string>]>([
    ['/speckit clarify', 'clarify', {}],
    ['/speckit analyze', 'analyze', {}],
    ['/speckit implement', 'implement', {}],
    ['/speckit implement.', 'implement', {}],
    ['/speckit review', 'review', {}],
    ['/speckit review spec', 'show', { artifact: 'spec' }],
    ['/speckit review Plan', 'show', { artifact: 'plan' }],
    ['/speckit review tasks.md', 'show', { artifact: 'tasks' }],
    ['/speckit fix-e2e', 'fix-e2e', {}],
    ['/speckit fix-e2e tests/e2e/test_X.py', 'fix-e2e', { file: 'tests/e2e/test_X.py' }],
    ['/speckit fix-e2e `tests/e2e/a b.py`', 'fix-e2e', { file: 'tests/e2e/a b.py' }],
    ['/speckit clarify 003-payments', 'clarify', { feature: '003-payments' }],
    ['/speckit analyze specs/003-payments/', 'analyze', { feature: '003-payments' }],
    ['/speckit implement 003', 'implement', { feature: '003' }],
    ['/speckit implement: `003-Payments`', 'implement', { feature: '003-payments' }],
    ['/speckit review 003-payments', 'review', { feature: '003-payments' }],
    ['/speckit issues 20260301-120000-payments', 'issues', { feature: '20260301-120000-payments' }],
    ['/speckit github 003', 'issues', { feature: '003' }],
    ['/speckit fix-e2e 003-payments', 'fix-e2e', { feature: '003-payments' }],
    ['/speckit fix-e2e 003 tests/e2e/test_X.py', 'fix-e2e', { feature: '003', file: 'tests/e2e/test_X.py' }],
    ['/speckit issues', 'issues', {}],
    ['/speckit github', 'issues', {}],
    ['/speckit resume', 'resume', {}],
    ['/speckit resume 4F2A-11', 'resume', { workflow_id: '4f2a-11' }],
    ['/speckit pause', 'pause', {}],
    ['/speckit abort', 'abort', {}],
    ['/speckit status', 'status', {}],
    ['/speckit help', 'help', {}],
    ['/speckit proceed', 'proceed', {}],
    ['/proceed', 'proceed', {}],
    ['/Proceed!', 'proceed', {}],
    ['/proceed\n\nLooks good, thanks!', 'proceed', {}],
    ['/proceed 1A2b3c4', 'proceed', { sha: '1a2b3c4' }],
    ['/abort', 'abort', {}],
    ['/abort not needed any more', 'abort', { reason: 'not needed any more' }],
    ['/status', 'status', {}],
    ['/help', 'help', {}],
    ['/pause', 'pause', {}],
    ['/resume', 'resume', {}],
    ['/answer 1:B 2: free text', 'answer', { answers: '1:B 2: free text' }],
    ['/answer\n1: B\n2: free text', 'answer', { answers: '1: B\n2: free text' }],
    ['/answer B', 'answer', { answers: 'B' }],
    ['/confirm', 'confirm', {}],
    ['/confirm full', 'confirm', { choice: 'full' }],
    ['/confirm standard + e2e', 'confirm', { choice: 'standard-e2e' }],
    ['/confirm y', 'confirm', { choice: 'yes' }],
    ['/confirm No', 'confirm', { choice: 'no' }],
    ['/confirm new', 'confirm', { choice: 'new' }],
    ['/confirm reuse', 'confirm', { choice: 'reuse' }],
    ['/confirm reuse 003-Payments', 'confirm', { choice: 'reuse', feature: '003-payments' }],
    ['/confirm reuse specs/003', 'confirm', { choice: 'reuse', feature: '003' }],
    ['/answer recommended', 'answer', { answers: 'recommended' }],
    ['/answer 1:B rest: recommended', 'answer', { answers: '1:B rest: recommended' }],
    ['/show research', 'show', { artifact: 'research' }],
    ['/show checklists', 'show', { artifact: 'checklist' }],
    ['/speckit review data-model.md', 'show', { artifact: 'data-model' }],
    ['/show quickstart', 'show', { artifact: 'quickstart' }],
    ['/show spec', 'show', { artifact: 'spec' }],
    ['/show plan', 'show', { artifact: 'plan' }],
    ['/show tasks', 'show', { artifact: 'tasks' }],
  ])('%j', (body, name, args) => {
    expect(command(body)).toEqual({ name, args });
  });
});

describe('comments that hold no command', () => {
  it.each([
    '',
    ' ',
    'proceed',
    'Please /proceed',
    '> /proceed',
    '> /speckit full: x\n\nNo, thanks',
    '    /speckit full: x',
    '\t/speckit full: x',
    '\n     /proceed',
    '```\n/speckit full: x\n```',
    '`/proceed`',
    '<!-- /proceed -->',
    '<!-- x -->/proceed',
    'Hello\n/proceed',
    '- /proceed',
    '/proceedx',
    '/proceed/now',
    '/speckitt full: x',
    '/speckit-full: x',
    '/speckits',
    '/assign @octocat',
    '/',
    '//proceed',
    '/ proceed',
    '/review spec',
  ])('%j', (body) => {
    expect(parseComment(body)).toEqual({ kind: 'none' });
  });
});

describe('refusals', () => {
  it.each([
    ['/speckit', 'empty', '/speckit <request>'],
    ['/speckit full:', 'empty', '/speckit full: <request>'],
    ['/speckit full:  \n ', 'empty', '/speckit full: <request>'],
    ['/speckit full: <!-- hidden -->', 'empty', '/speckit full: <request>'],
    ['/speckit full', 'empty', '/speckit full: <request>'],
    ['/speckit ful: x', '`ful:`', 'full: <request>'],
    ['/speckit standrd:x', '`standrd:`', 'standard: <request>'],
    ['/speckit banana: x', '`banana:`', '`simple:`'],
    ['/speckit statsu', '`statsu`', '/speckit status'],
    ['/speckit fix-e2: x', '`fix-e2:`', 'fix-e2e'],
    ['/speckit doctor appointments online', '`appointments online`', '/speckit auto:'],
    ['/speckit docter', '`docter`', '/speckit doctor'],
    ['/speckit implement OAuth login', '`OAuth login`', '/speckit auto:'],
    ['/speckit pause button for the player', '`button for the player`', '/speckit auto:'],
    ['/speckit review the login page', '`the login page`', 'review spec'],
    ['/speckit fix-e2e ../../etc/passwd', 'path', 'tests/e2e'],
    ['/speckit fix-e2e /etc/passwd', 'path', 'tests/e2e'],
    ['/speckit fix-e2e a.py b.py', 'path', 'tests/e2e'],
    ['/proceed but change the title', '`but change the title`', '/proceed <sha>'],
    ['/resume two words', '`two words`', 'workflow-id'],
    ['/show', 'missing', '/show spec'],
    ['/show contracts', '`contracts`', '/show spec'],
    ['/speckit clarify 3', '`3`', '/speckit clarify 003-payments'],
    ['/speckit analyze 003-a 003-b', '`003-a 003-b`', '/speckit analyze'],
    ['/confirm reuse the old one', '`reuse the old one`', '/confirm reuse 003-payments'],
    ['/answer hm, 1: A rest: recommended', 'before the first number', '/answer recommended'],
    ['/answer', 'empty', '/answer 1:B'],
    ['/answer 1:', 'empty', '/answer 1:B'],
    ['/answer 1: A\n1: B', 'twice', '/answer 1:B'],
    ['/confirm everything', '`everything`', '/confirm'],
  ])('%j', (body, reason, expected) => {
    const parsed = parseComment(body);
    expect(parsed).toMatchObject({ kind: 'refusal' });
    if (parsed.kind !== 'refusal') return;
    expect(parsed.reason).toContain(reason);
    expect(parsed.expected).toContain(expected);
  });

  it.each([20_001, 70_000])('a request of %d characters, with limit and length', (length) => {
    const parsed = parseComment(`/speckit full: ${'x'.repeat(length)}`);
    expect(parsed.kind === 'refusal' && parsed.reason).toBe(
      `The request has ${length} characters; the limit is ${TEXT_LIMIT}.`,
    );
  });

  it('takes a request of exactly the limit', () => {
    expect(parseComment(`/speckit full: ${'x'.repeat(TEXT_LIMIT)}`).kind).toBe('command');
  });

  it('quotes without acting on the page', () => {
    const parsed = parseComment('/speckit clarify @octocat `x` <!-- speckit:state {} -->');
    expect(parsed.kind === 'refusal' && parsed.reason).toBe(
      '`＠octocat x` is not something that `/speckit clarify` takes.',
    );
  });
});

describe('any comment', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc
      .array(
        fc.constantFrom(
          '/speckit',
          '/proceed',
          '/answer',
          'full',
          ':',
          ' ',
          '\n',
          '1:',
          '<!--',
          '-->',
          '\u200b',
          '>',
          '/confirm',
          'reuse 003',
          'rest: recommended',
          'specs/',
          '003-',
          'x',
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
  );

  it('gets one of three answers, and never an exception', () => {
    fc.assert(
      fc.property(anyText, (body) => {
        expect(['command', 'none', 'refusal']).toContain(parseComment(body).kind);
      }),
    );
  });

  it('is no command unless it starts with a slash', () => {
    fc.assert(
      fc.property(anyText, (body) => {
        fc.pre(!/^[\s\p{Cf}\p{Cc}\p{Cs}]*\//u.test(body));
        expect(parseComment(body)).toEqual({ kind: 'none' });
      }),
    );
  });

  it('yields a request without anything hidden', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseComment(`/speckit full: a ${text}`);
        expect(parsed.kind).toBe('command');
        if (parsed.kind !== 'command') return;
        expect(parsed.command.request).not.toMatch(/<!--|[\u200B-\u200D\uFEFF]/);
      }),
    );
  });

  it.each([
    ['letters', 'x'],
    ['spaces', ' '],
    ['newlines', '\n'],
    ['comment openings', '<!--'],
    ['nested comments', '<!<!-- -->--'],
    ['numbers', '1: '],
    ['separators', '\u2028'],
    ['words', 'word '],
    ['backticks', '`'],
    ['zero width', '\u200b'],
    ['at signs', '@a '],
    ['keywords', 'fixes a/b '],
  ])('of 65,536 characters ends, for %s', (_, unit) => {
    const long = unit.repeat(Math.ceil(65_536 / unit.length)).slice(0, 65_536);
    for (const head of [
      '',
      '/speckit ',
      '/speckit full: ',
      '/speckit standard ',
      '/answer ',
      '/proceed ',
      '/',
    ]) {
      expect(['command', 'none', 'refusal']).toContain(parseComment(head + long).kind);
    }
  });
});
