import { describe, expect, it } from '@jest/globals';
import { oversee } from '../../src/backends/oversee.js';
import { fakeProgram } from './support/fake-program.js';

const program = {
  ...fakeProgram,
  askedInVain: (line: string) => (line.includes('retrying') ? true : line.includes('step') ? false : null),
};
const limits = { model: null, maxTurns: 2, maxCostUsd: 1 };
const chunk = (text: string) => Buffer.from(text);

describe('watching a program', () => {
  it('counts turns, however the lines are cut', () => {
    const { watch, vainly } = oversee(program, limits);
    expect(watch(chunk('{"type":"turn"}\n{"ty'), 'stdout')).toBe(true);
    expect(watch(chunk('pe":"turn"}\nnoise {"type":"turn"}\n{"type":"turn"}'), 'stdout')).toBe(true);
    expect(watch(chunk('\n'), 'stdout')).toBe(false);
    expect(vainly()).toBeNull();
  });

  it('adds up the cost', () => {
    const { watch } = oversee(program, limits);
    expect(watch(chunk('{"cost":0.6}\n'), 'stdout')).toBe(true);
    expect(watch(chunk('{"cost":0.4}\n'), 'stdout')).toBe(false);
  });

  it('ends one that asks in vain for ever, but not one that gets on in between', () => {
    const lost = oversee(program, limits);
    const patient = oversee(program, limits);
    const vain = (overseer: typeof lost) => overseer.watch(chunk('retrying: overloaded\n'), 'stderr');
    expect([1, 2, 3, 4].map(() => vain(lost))).toEqual([true, true, true, false]);
    expect(lost.vainly()).toBe('retrying: overloaded');
    for (let round = 0; round < 5; round++) {
      expect(vain(patient) && vain(patient)).toBe(true);
      patient.watch(chunk('{"type":"step"}\n'), 'stdout');
    }
    expect(patient.vainly()).toBeNull();
  });

  it('knows no limit that was not set', () => {
    const { watch } = oversee(program, { ...limits, maxCostUsd: null });
    expect(watch(chunk('{"cost":1000}\n'), 'stdout')).toBe(true);
  });
});
