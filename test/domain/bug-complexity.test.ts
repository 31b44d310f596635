import { describe, expect, it } from '@jest/globals';
import {
  bugScore,
  COMPLEXITY_POINTS,
  isSimpleBug,
  scoreComplexity,
} from '../../src/domain/bug-complexity.js';

const NONE = { code_size: 'none', architectural_impact: 'none', risk: 'none', testing: 'none' };

describe('the complexity of a bug', () => {
  it.each([
    ['code_size', 'simple_function', 1],
    ['code_size', 'new_file', 2],
    ['code_size', 'new_class', 3],
    ['architectural_impact', 'single_module', 1],
    ['architectural_impact', 'pipeline', 2],
    ['architectural_impact', 'data_model', 2],
    ['architectural_impact', 'multi_service', 3],
    ['risk', 'config', 1],
    ['risk', 'db_migration', 2],
    ['risk', 'prod_critical', 2],
    ['testing', 'unit_tests', 1],
    ['testing', 'integration_tests', 2],
  ])('%s %s gives %d', (factor, value, points) => {
    expect(scoreComplexity({ ...NONE, [factor]: value })).toMatchObject({ score: points });
  });

  it('adds up what applies, each once, however it is written', () => {
    const said = {
      code_size: 'Simple function',
      architectural_impact: ['single-module', 'single module'],
      risk: ['config', 'db_migration'],
      testing: 'unit_tests',
    };
    expect(scoreComplexity(said)).toEqual({
      score: 6,
      explanation:
        'code_size simple_function +1, architectural_impact single_module +1, risk config +1, risk db_migration +2, testing unit_tests +1',
    });
  });

  it.each<[unknown, RegExp]>([
    [undefined, /to be an object with code_size/],
    ['simple', /to be an object/],
    [{ ...NONE, risk: 'huge' }, /complexity\.risk to be of none, config.*received huge/],
    [{ ...NONE, testing: 7 }, /complexity\.testing .*received nothing/],
    [{ ...NONE, code_size: 'constructor' }, /received constructor/],
  ])('%j is refused', (said, problem) => {
    expect(scoreComplexity(said)).toMatchObject({ problem: expect.stringMatching(problem) });
  });

  it('is told afterwards in the same words; what is left out counts nothing, what is unknown is not simple', () => {
    expect(bugScore({ ...NONE, code_size: 'New file', risk: ['config'] })).toBe(3);
    expect(bugScore({ testing: 'unit tests' })).toBe(1);
    expect(bugScore({ testing: 'many' })).toBeNull();
    expect(bugScore({ risk: [7] })).toBeNull();
  });

  it('draws the line at three', () => {
    const three = { ...NONE, code_size: 'simple_function', architectural_impact: 'data_model' };
    expect(isSimpleBug('IMPLEMENTATION_BUG', three)).toBe(true);
    expect(isSimpleBug('IMPLEMENTATION_BUG', { ...three, testing: 'unit_tests' })).toBe(false);
    expect(isSimpleBug('TEST_BUG', three)).toBe(false);
  });

  it('has the four factors of the seed', () => {
    expect(Object.keys(COMPLEXITY_POINTS)).toEqual(['code_size', 'architectural_impact', 'risk', 'testing']);
  });
});
