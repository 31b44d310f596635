import { describe, expect, it } from '@jest/globals';
import { logLine } from '../../src/commands/log-line.js';

describe('a line for the log of a job', () => {
  it('gives the runner no command', () => {
    expect(logLine('a\n::add-mask::x\r\n  ::debug::y\n\n::z')).toBe(
      'a\n: :add-mask::x\n  : :debug::y\n\n: :z',
    );
    expect(logLine('##[add-path]/tmp')).toBe('## [add-path]/tmp');
    expect(logLine('a::b')).toBe('a::b');
  });

  it('is made of any text in a time that grows as the text does', () => {
    // It took minutes when blanks before a command were looked for beyond the end of a line.
    const text = '\n'.repeat(400_000);
    expect(logLine(text)).toBe(text);
  });
});
