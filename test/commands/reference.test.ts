import { describe, expect, it } from '@jest/globals';
import { parseComment } from '../../src/commands/parse.js';
import { COMMANDS, referenceTable } from '../../src/commands/reference.js';
import { COMMAND_NAMES } from '../../src/commands/types.js';

describe('the command reference', () => {
  const examples = COMMANDS.flatMap((form) => form.examples.map((example) => ({ example, form })));

  it.each(examples)('$example is what it says', ({ example, form }) => {
    const parsed = parseComment(example);
    expect(parsed).toMatchObject({
      kind: 'command',
      command: { name: form.name, ...(form.name === 'start' && { workflow: form.workflow }) },
    });
  });

  it('has every command', () => {
    expect(new Set(COMMANDS.map((form) => form.name))).toEqual(new Set(COMMAND_NAMES));
  });

  it('is two tables with one row for each form', () => {
    const lines = referenceTable()
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(lines).toHaveLength(COMMANDS.length + 4);
    for (const line of lines) expect(line.replaceAll('\\|', '').match(/\|/g)).toHaveLength(5);
  });

  it.each([
    ['simple: <request>', 'specify → 🛑 → implement → test', '🛑 Yes'],
    ['full: <request>', '→ analyze → 🛑 → implement →', '🛑 Yes'],
    ['spec: <request or feature>', 'specify → clarify', 'No'],
    ['plan: <request or feature>', 'specify → clarify → plan → checklist → tasks → analyze', 'No'],
    ['clarify [feature]', 'clarify', 'No'],
    ['analyze [feature]', 'analyze', 'No'],
    ['implement [feature]', '🛑 → implement → test → review', '🛑 Yes (always)'],
    ['review [feature]', 'review', 'No'],
    ['e2e: <request or feature>', 'e2e-test-builder → e2e-test-fixer', 'No'],
    ['fix-e2e [feature] [file]', 'e2e-test-fixer', 'No'],
    ['issues [feature]', 'taskstoissues', 'No'],
  ])('shows the seed trigger %s with its agents and its checkpoint', (syntax, agents, checkpoint) => {
    const row = referenceTable()
      .split('\n')
      .find((line) => line.startsWith(`| \`/speckit ${syntax}\``));
    expect(row).toContain(agents);
    expect(row).toContain(`| ${checkpoint} |`);
  });
});
