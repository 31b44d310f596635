import { describe, expect, it } from '@jest/globals';
import { isChange, outcomeOf } from '../../src/setup/outcome.js';
import { stamp } from '../../src/setup/stamp.js';

const OLD = '# a\nold: 1\n';
const NEW = '# a\nnew: 2\n';
const MINE = '# a\nmine: 3\n';

function decide(
  present: string | null,
  { lacks = [] as string[], overwrite = false, earlier = [] as string[] } = {},
) {
  return outcomeOf({ present, wanted: stamp(NEW, '1.4.0'), earlier, lacks }, '1.4.0', overwrite);
}

describe('what happens to a file', () => {
  it.each([
    ['absent', null, 'written'],
    ['equal', stamp(NEW, '1.4.0'), 'unchanged'],
    ['equal but for its version', stamp(NEW, '1.0.0'), 'unchanged'],
    ['equal but for its line', NEW, 'unchanged'],
    ['older and unchanged', stamp(OLD, '1.3.9'), 'upgraded'],
    ['of the same version with other choices', stamp(OLD, '1.4.0'), 'upgraded'],
    ['newer and unchanged', stamp(OLD, '1.10.0'), 'newer'],
    ['newer by its major version', stamp(OLD, '2.0.0'), 'newer'],
    ['edited', `${stamp(OLD, '1.3.9')}more: 1\n`, 'kept'],
    ['somebody’s own', MINE, 'kept'],
  ])('%s', (_what, present, outcome) => {
    expect(decide(present)).toBe(outcome);
  });

  it('keeps nothing that lacks something, and replaces it only when asked', () => {
    expect(decide(MINE, { lacks: ['on.schedule'] })).toBe('edited');
    expect(decide(MINE, { lacks: ['on.schedule'], overwrite: true })).toBe('overwritten');
  });

  it('never replaces edits that do no harm', () => {
    expect(decide(MINE, { overwrite: true })).toBe('kept');
  });

  it('knows texts of versions without a line', () => {
    expect(decide(OLD, { earlier: [OLD], lacks: ['x'] })).toBe('upgraded');
  });

  it('says which outcomes write', () => {
    const all = ['written', 'unchanged', 'upgraded', 'overwritten', 'kept', 'edited', 'newer'] as const;
    expect(all.filter(isChange)).toEqual(['written', 'upgraded', 'overwritten']);
  });
});
