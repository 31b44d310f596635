import { describe, expect, it } from '@jest/globals';
import { PROGRAMS } from '../../src/backends/programs/index.js';
import { BACKENDS } from '../../src/config/backends.js';
import { configSchema } from '../../src/config/schema.js';
import { selectionOf } from '../../src/config/selection-settings.js';
import { AGENTS } from '../../src/domain/workflows.js';
import { declaredBy } from '../../src/selection/declared.js';
import { emptyHistory } from '../../src/selection/history.js';
import { selectBackend } from '../../src/selection/select-backend.js';
import { CAPABILITIES, traitsOf } from '../../src/selection/traits.js';

function chosen(agent: (typeof AGENTS)[number], candidates: readonly unknown[]): string | null {
  const selection = selectionOf(configSchema.parse({ backends: { candidates } }), null);
  const known = (selection?.candidates ?? []).map(({ id, capabilities, specialities }) => ({
    id,
    capabilities,
    specialities,
  }));
  const choice = selectBackend(traitsOf(agent), known, {
    now: '2026-01-01T00:00:00Z',
    history: emptyHistory(),
  });
  return choice.kind === 'selected' ? choice.agent_id : null;
}

describe('what backends declare', () => {
  it.each(BACKENDS)(
    '%s can do what every agent needs, and names nothing that no agent asks for',
    (backend) => {
      const { capabilities, specialities } = declaredBy(backend);
      for (const agent of AGENTS)
        expect(capabilities).toEqual(expect.arrayContaining([...traitsOf(agent).required_capabilities]));
      expect(CAPABILITIES).toEqual(expect.arrayContaining([...specialities]));
    },
  );

  it.each(Object.keys(PROGRAMS))('%s is made for code', (program) => {
    expect(declaredBy(program).specialities).toContain('coding');
  });

  it('among coding agents the order of the list decides, except for what only some are made for', () => {
    expect(chosen('implement', ['opencode', 'claude-code'])).toBe('opencode');
    expect(chosen('research', ['opencode', 'claude-code'])).toBe('claude-code');
    expect(chosen('implement', ['command', 'codex'])).toBe('codex');
    expect(chosen('plan', ['command', 'codex'])).toBe('command');
  });

  it('the configuration has the last word', () => {
    const command = { name: 'command', specialities: ['coding'] };
    expect(chosen('implement', [command, 'codex'])).toBe('command');
    expect(chosen('research', ['opencode', { name: 'gemini', specialities: [] }])).toBe('opencode');
    // What is not mentioned stays as declared.
    expect(chosen('research', ['opencode', { name: 'gemini', max_parallel: 2 }])).toBe('gemini');
  });
});
