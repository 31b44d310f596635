import { describe, expect, it } from '@jest/globals';
import { analyzeFeature } from '../../src/analysis/analyze-feature.js';
import { CLEAN } from './support/clean-feature.js';
import { DEFECTS } from './support/defects.js';
import { isFound } from './support/is-found.js';

describe('planted defects', () => {
  it('are at least twenty-five, of every category', () => {
    expect(DEFECTS.length).toBeGreaterThanOrEqual(25);
  });

  it('stand in documents that are clean without them', () => {
    expect(analyzeFeature(CLEAN)).toEqual({ findings: [], coverage: 100 });
  });

  it.each(DEFECTS.map((defect) => ({ name: defect.name, defect })))('$name is found', ({ defect }) => {
    const planted = defect.plant(CLEAN);
    if (planted === null) throw new Error('expected a place for the defect in the clean documents');
    const { findings } = analyzeFeature(planted);
    expect({ findings, found: isFound(planted, findings) }).toMatchObject({ found: true });
  });
});
