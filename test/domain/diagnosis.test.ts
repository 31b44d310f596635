import { describe, expect, it } from '@jest/globals';
import { asPreflight, diagnosticsOf, error, pass, warn } from '../../src/domain/diagnosis.js';

const FOUND = [
  pass('node', 'node 24.1.0'),
  warn('tools', 'found no test command', 'Name one.'),
  error('git', 'expected git on the PATH, found none', 'Install git.'),
  warn('constitution', 'found none', 'Name one.'),
  pass('pull requests', 'cannot be seen', 'Look at the setting.'),
];

describe('diagnostics', () => {
  it('sum up what was found, the worst first, and say each thing to do once', () => {
    const { healthy, issues, recommendations, checks } = diagnosticsOf(FOUND);
    expect(healthy).toBe(false);
    expect(issues.map(({ severity, check }) => [severity, check])).toEqual([
      ['error', 'git'],
      ['warning', 'tools'],
      ['warning', 'constitution'],
    ]);
    expect(recommendations).toEqual(['Install git.', 'Name one.', 'Look at the setting.']);
    expect(checks).toHaveLength(FOUND.length);
  });

  it('are healthy with warnings', () => {
    expect(diagnosticsOf(FOUND.filter(({ level }) => level !== 'ERROR')).healthy).toBe(true);
  });
});

describe('a check as a workflow keeps it', () => {
  it.each([
    [error('git', 'found none', 'Install git.'), 'found none. Install git.'],
    [warn('git', 'found none.', 'Install git.'), 'found none. Install git.'],
    [warn('git', 'found none', null), 'found none'],
    // What cannot be seen would be a warning with every workflow, which nobody reads any more.
    [pass('pull requests', 'cannot be seen', 'Look.'), 'cannot be seen'],
  ])('%j', (diagnosis, message) => {
    const { check, level } = diagnosis;
    expect(asPreflight(diagnosis)).toEqual({ check, level, message });
  });
});
