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
      command: { name: form.name, ...(form.workflow && { workflow: form.workflow }) },
    });
  });

  it('has every command', () => {
    expect(new Set(COMMANDS.map((form) => form.name))).toEqual(new Set(COMMAND_NAMES));
  });

  it('is a table with one row for each form that works', () => {
    const lines = referenceTable().split('\n');
    expect(lines).toHaveLength(COMMANDS.filter(({ available }) => available).length + 2);
    for (const line of lines) expect(line.replaceAll('\\|', '').match(/\|/g)).toHaveLength(4);
  });
});
