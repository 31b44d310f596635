import { describe, expect, it } from '@jest/globals';
import { parseComment } from '../../src/commands/parse.js';
import { COMMANDS } from '../../src/commands/reference.js';
import { error, pass, warn } from '../../src/domain/diagnosis.js';
import { renderReply } from '../../src/reports/render.js';
import { aState, implementingState, WORKFLOW_ID } from '../support/state-builder.js';
import { expectGolden } from './golden.js';
import { factsOf } from './page-facts.js';
import { LINKS } from './states.js';

describe('an answer to a command', () => {
  it('says why a comment cannot be followed and what to type', () => {
    const refusal = parseComment('/speckit standrd: Export reports');
    if (refusal.kind !== 'refusal') throw new Error('expected a refusal');
    const page = renderReply({ ...refusal, kind: 'refused' });
    expect(page).toContain('`standrd:` is not a command that I know.');
    expect(page).toContain('Expected: `/speckit standard: <request>` perhaps');
  });

  it('says which permission was found and which is needed', () => {
    expect(
      renderReply({ kind: 'no_permission', login: 'eve', permission: 'read', needed: 'write or higher' }),
    ).toBe(
      '⛔ eve has `read` permission on this repository, which is not enough for this command.\n\nExpected: a person with write or higher permission.',
    );
  });

  it('says what the workflow does while nothing waits for approval', () => {
    const page = renderReply({ kind: 'not_awaiting', state: implementingState() });
    expect(page).toContain('Nothing waits for an approval now');
    expect(page).toContain('implement works on 2 tasks');
  });

  it('says which workflow is active here already', () => {
    const page = renderReply({ kind: 'busy', workflow_id: WORKFLOW_ID, holder_request: 'Hi @bob\n# big' });
    expect(page).toContain(WORKFLOW_ID);
    expect(page).toContain('`/status`');
    expect(factsOf(page)).toMatchObject({ headings: [], mentions: [] });
  });

  it('says of one that was claimed a moment ago that it is starting', () => {
    const page = renderReply({ kind: 'busy', workflow_id: WORKFLOW_ID, holder_request: '' });
    expect(page).toContain('is active here already. It is starting just now.');
    expect(page).not.toContain('>');
  });

  it('says how to start when there is no workflow', () => {
    expect(renderReply({ kind: 'unknown_workflow' })).toContain('`/speckit <request>`');
  });

  it('shows where a workflow stands in a few lines', () => {
    expectGolden('reply/status', renderReply({ kind: 'status', state: implementingState(), links: LINKS }));
    expect(renderReply({ kind: 'status', state: aState() })).toContain('the dashboard of #12');
  });

  it('lists every form of every command', () => {
    const page = renderReply({ kind: 'help' });
    for (const { syntax } of COMMANDS) expect(page).toContain(syntax.replaceAll('|', '\\|'));
  });

  it('shows an artifact that can neither leave its block nor act', () => {
    const content = '# Spec\n```\n/proceed\n@bob <!-- speckit:state {} -->\n````\n';
    const page = renderReply({
      kind: 'artifact',
      path: 'specs/1/spec.md',
      content,
      url: 'https://x.example/a',
    });
    expect(page).toBe(
      '### [specs/1/spec.md](https://x.example/a)\n\n`````markdown\n# Spec\n```\n\\/proceed\n\uFF20bob \n````\n`````\n\n⚠️ HTML comments or invisible characters are not shown here, and agents read them: line 4. Look at [the source of the file](https://x.example/a?plain=1#L4).',
    );
  });

  it('says when an artifact is empty or too long to show', () => {
    const artifact = { kind: 'artifact', path: 'plan.md', url: 'javascript:alert(1)' } as const;
    expect(renderReply({ ...artifact, content: ' \n' })).toBe('### plan.md\n\nThe file is empty.');
    const long = renderReply({ ...artifact, content: 'x\n'.repeat(60_000) });
    expect(long.length).toBeLessThan(65_536);
    expect(long).toMatch(/```\n\nThe rest is left out/);
  });

  it('names file, line, key, expected and received for each problem of the configuration', () => {
    const problem = { file: '.github/speckit.yml', line: 7, key: 'limits.max_parallel_tasks' };
    expectGolden(
      'reply/config-problems',
      renderReply({
        kind: 'config_problems',
        problems: [
          { ...problem, expected: 'a whole number | at least 1', received: '"many"' },
          { ...problem, line: 1, key: '', expected: 'a mapping', received: 'a list' },
        ],
      }),
    );
  });

  it('tells what is missing, the worst first, with what to do', () => {
    const checks = [
      pass('repository', 'octo/shop is readable at its default branch main'),
      warn('constitution', 'found no constitution', 'Write one.'),
      error(
        'secrets',
        '`codex` | needs OPENAI_API_KEY, but the secret is not set',
        'Set it at https://x.example/s.',
      ),
      pass(
        'pull requests',
        'this token cannot see whether Actions may open pull requests',
        'Look at the setting.',
      ),
    ];
    expectGolden('reply/diagnosis', renderReply({ kind: 'diagnosis', checks }));
    const healthy = renderReply({ kind: 'diagnosis', checks: [pass('repository', 'is there')] });
    expect(healthy).toContain('Healthy: workflows can run here.');
    expect(healthy).not.toContain('looks again');
  });

  it('passes on what the engine refused', () => {
    const page = renderReply({
      kind: 'event_refused',
      reason: 'alice has approved this content already.',
      expected: 'an approval by another person',
    });
    expect(page).toBe(
      '⚠️ alice has approved this content already.\n\nExpected: an approval by another person.',
    );
  });
});
