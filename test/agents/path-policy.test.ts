import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { refuseChange } from '../../src/agents/path-policy.js';
import { AGENT_DEFINITIONS, agentDefinition } from '../../src/agents/registry.js';
import type { AgentResponse } from '../../src/domain/contract.js';
import type { AgentName } from '../../src/domain/workflows.js';

const DIR = 'specs/003-payments';

function refuse(agent: AgentName, path: string, more: Partial<Parameters<typeof refuse2>[1]> = {}) {
  return refuse2(agent, { path, ...more });
}

function refuse2(
  agent: AgentName,
  change: {
    path: string;
    oldMode?: string;
    newMode?: string;
    result?: AgentResponse['result'];
    unprotected?: string[];
  },
) {
  const response: AgentResponse = {
    agent,
    status: 'success',
    timestamp: '2026-01-12T10:00:00Z',
    result: change.result ?? {},
    error: null,
  };
  return refuseChange(
    { path: change.path, oldMode: change.oldMode ?? '000000', newMode: change.newMode ?? '100644' },
    {
      definition: agentDefinition(agent),
      featureDir: DIR,
      response,
      unprotected: change.unprotected ?? [],
    },
  );
}

const bug = (code_size: string, architectural_impact: string) => ({
  root_cause: 'IMPLEMENTATION_BUG',
  complexity: { code_size, architectural_impact, risk: 'none', testing: 'none' },
});

describe('P1: paths that no agent may change', () => {
  it.each([
    ['.github/workflows/ci.yml', /protected/],
    ['.GitHub/workflows/ci.yml', /protected/],
    ['.specify/memory/constitution.md', /protected/],
    ['.specify/recordings/x/recording.yml', /protected/],
    ['CLAUDE.md', /protected/],
    ['packages/a/Claude.md', /protected/],
    ['AGENTS.md', /protected/],
    ['GEMINI.md', /protected/],
    ['.claude/settings.json', /protected/],
    ['packages/a/.claude/hooks/run.sh', /protected/],
    ['.mcp.json', /protected/],
    ['.gitattributes', /protected/],
    ['sub/.gitmodules', /protected/],
    ['.husky/pre-commit', /protected/],
    ['.githooks/pre-push', /protected/],
    ['.vscode/tasks.json', /protected/],
    ['.npmrc', /protected/],
    ['CODEOWNERS', /protected/],
    ['.git/hooks/pre-commit', /git's own folder/],
    ['.GIT/config', /git's own folder/],
    ['sub/.git/config', /git's own folder/],
    ['git~1/config', /git's own folder/],
    ['.git /config', /git's own folder/],
    ['.git./config', /git's own folder/],
    ['.git::$INDEX_ALLOCATION/config', /git's own folder/],
    ['.g\u200cit/config', /git's own folder/],
    ['.git\u200b', /git's own folder/],
    ['.\u200bgithub/workflows/a.yml', /read differently/],
    ['CLAUDE.md.', /read differently/],
    ['GITHUB~1/workflows/a.yml', /short name/],
    ['/etc/passwd', /not a relative path/],
    ['../outside', /leaves the repository/],
    ['src/../../outside', /leaves the repository/],
    ['src//a', /leaves the repository/],
    ['./a', /leaves the repository/],
    ['src\\a', /backslash/],
    ['', /not a relative path/],
    [`src/${'a'.repeat(400)}`, /longer/],
  ])('%j', (path, reason) => {
    for (const { name } of AGENT_DEFINITIONS) expect(refuse(name, path)).toMatch(reason);
  });

  it('refuses what is neither a file nor a program', () => {
    expect(refuse('implement', 'src/a', { newMode: '120000' })).toMatch(/symbolic link/);
    expect(refuse('implement', 'src/a', { oldMode: '120000', newMode: '100644' })).toMatch(/symbolic link/);
    expect(refuse('implement', 'src/a', { newMode: '160000' })).toMatch(/submodule/);
    expect(refuse('implement', 'src/a', { newMode: '100777' })).toMatch(/mode 100777/);
    expect(refuse('implement', 'src/a', { newMode: '100755' })).toBeNull();
    expect(refuse('implement', 'src/a', { oldMode: '100644', newMode: '000000' })).toBeNull();
  });

  it('lets the configuration exempt a protected path, by pattern or by folder, and git never', () => {
    expect(refuse('implement', '.vscode/settings.json', { unprotected: ['.vscode/*.json'] })).toBeNull();
    expect(refuse('implement', '.vscode/settings.json', { unprotected: ['.vscode'] })).toBeNull();
    expect(refuse('implement', '.git/config', { unprotected: ['**'] })).toMatch(/git's own folder/);
  });
});

describe('P1: paths by role', () => {
  it.each<[AgentName, string, boolean]>([
    ['specify', `${DIR}/spec.md`, true],
    ['specify', `${DIR}/checklists/requirements.md`, true],
    ['specify', 'src/index.js', false],
    ['specify', 'specs/001-other/spec.md', false],
    ['specify', `${DIR}-evil/spec.md`, false],
    ['analyze', `${DIR}/analysis.md`, true],
    ['analyze', `${DIR}/spec.md`, false],
    ['implement', 'src/index.js', true],
    ['implement', '.gitignore', true],
    ['implement', 'package.json', true],
    ['implement', `${DIR}/spec.md`, false],
    ['implement', 'SPECS/001-other/spec.md', false],
    ['review', 'src/index.js', true],
    ['test', 'src/index.js', false],
    ['test', `${DIR}/report.md`, false],
    ['taskstoissues', `${DIR}/tasks.md`, false],
    ['e2e-test-builder', 'test/e2e/payments.test.js', true],
    ['e2e-test-builder', 'packages/web/e2e/payments.spec.ts', true],
    ['e2e-test-builder', 'tests/e2e/test_payments.py', true],
    ['e2e-test-builder', 'src/index.js', false],
    ['e2e-test-builder', `${DIR}/spec.md`, false],
    ['e2e-test-fixer', 'test/e2e/payments.test.js', true],
    ['e2e-test-fixer', `${DIR}/spec.md`, false],
    ['e2e-test-fixer', 'specs/001-other/spec.md', false],
    ['e2e-test-fixer', 'src/index.js', false],
  ])('%s writes %s: %s', (agent, path, allowed) => {
    expect(refuse(agent, path) === null).toBe(allowed);
  });

  it.each<[string, AgentResponse['result'], string, RegExp | null]>([
    ['a test bug allows tests', { root_cause: 'TEST_BUG' }, 'test/e2e/a.test.js', null],
    ['a test bug does not allow code', { root_cause: 'TEST_BUG' }, 'src/index.js', /outside/],
    ['a test bug does not allow the specification', { root_cause: 'TEST_BUG' }, `${DIR}/spec.md`, /outside/],
    ['a spec mismatch allows it', { root_cause: 'SPEC_MISMATCH' }, `${DIR}/spec.md`, null],
    ['a spec mismatch does not allow code', { root_cause: 'SPEC_MISMATCH' }, 'src/index.js', /outside/],
    ['a simple bug allows code', bug('simple_function', 'single_module'), 'src/index.js', null],
    ['a simple bug allows the specification', bug('simple_function', 'none'), `${DIR}/spec.md`, null],
    ['a complex bug does not', bug('new_class', 'single_module'), 'src/index.js', /outside/],
    ['a score is not believed', { ...bug('new_class', 'pipeline'), complexity_score: 1 }, 'a.js', /outside/],
    ['a bug without an assessment does not', { root_cause: 'IMPLEMENTATION_BUG' }, 'src/index.js', /outside/],
    [
      'one fix of several allows it',
      { fixes: [{ root_cause: 'TEST_BUG' }, bug('none', 'none')] },
      'a.js',
      null,
    ],
    ['fixes count instead of the last answer', { ...bug('none', 'none'), fixes: [] }, 'a.js', /outside/],
    ['never another feature', bug('none', 'none'), 'specs/001-other/spec.md', /another feature/],
    ['never what is protected', bug('none', 'none'), '.github/workflows/a.yml', /protected/],
  ])('the fixer: %s', (_what, result, path, reason) => {
    const refused = refuse('e2e-test-fixer', path, { result });
    if (reason === null) expect(refused).toBeNull();
    else expect(refused).toMatch(reason);
  });

  it('never lets any path with a git folder through', () => {
    const part = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !text.includes('/'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }), (before, after) => {
        for (const { name } of AGENT_DEFINITIONS) {
          expect(refuse(name, [...before, '.git', ...after].join('/'))).not.toBeNull();
        }
      }),
    );
  });
});
