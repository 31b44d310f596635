import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { coloursOf } from '../../../src/entries/cli/colours.js';
import type { CliIo } from '../../../src/entries/cli/io.js';
import { createView, silentView } from '../../../src/entries/cli/session-view.js';
import { aState, implementingState } from '../../support/state-builder.js';

let out: string[];
beforeEach(() => {
  out = [];
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function view(change: Partial<CliIo> = {}) {
  const io: CliIo = {
    cwd: '/',
    stdout: (text) => out.push(text),
    stderr: () => undefined,
    stdin: async () => '',
    ...change,
  };
  return createView(io, coloursOf(io, new Command()), () => '2026-01-12T10:00:30Z');
}
const terminal = { screen: () => ({ columns: 100, rows: 30 }), colour: true };

describe('what a person sees of the work', () => {
  it('is one line for each change where there is no terminal, beginnings of work too', () => {
    const shown = view();
    const state = implementingState();
    shown.state(state);
    shown.state(state);
    shown.rest();
    const lines = out.join('').trimEnd().split('\n');
    const begun = lines.filter((line) => / begins /.test(line));
    expect(begun).toHaveLength(state.assignments.length);
    expect(lines).toHaveLength(state.timeline.length + state.assignments.length);
    expect(out.join('')).not.toContain('\u001B');
    jest.advanceTimersByTime(5_000);
    expect(out.join('').trimEnd().split('\n')).toHaveLength(lines.length);
  });

  it('is a list in a terminal, until the work rests', () => {
    const shown = view(terminal);
    shown.state(implementingState());
    expect(out.join('')).toContain('\u001B[36m●');
    const drawn = out.length;
    jest.advanceTimersByTime(2_000);
    expect(out.length).toBe(drawn + 2);
    shown.rest();
    jest.advanceTimersByTime(9_000);
    expect(out.length).toBe(drawn + 3);
  });

  it('leaves out what was told before', () => {
    const shown = view();
    const state = implementingState();
    shown.skip(state);
    shown.state(state);
    expect(out).toEqual([]);
  });

  it('has comments without what only GitHub shows, and without what a terminal would act on', () => {
    const shown = view();
    const state = aState();
    shown.skip(state);
    shown.comment(
      '<!-- speckit:x -->\n## Done\n\n**All** is \u001B[2Jwell\n\n<details>\n<summary>More</summary>\n\nlong\n\n</details>\n\n**Type one of**: `/x`',
      state,
    );
    expect(out.join('')).toBe('\n## Done\n\n**All** is well\n\n');
  });

  it('has headings and bold words in a terminal as such', () => {
    const shown = view({ colour: true });
    const state = aState();
    shown.skip(state);
    shown.comment('## Done\n\n**All** is well', state);
    expect(out.join('')).toBe('\n\u001B[1mDone\u001B[22m\n\n\u001B[1mAll\u001B[22m is well\n\n');
  });

  it('is nothing where a program reads one document', () => {
    const shown = silentView();
    shown.state(implementingState());
    shown.comment('x', implementingState());
    shown.print('x');
    shown.rest();
    expect(out).toEqual([]);
  });
});
