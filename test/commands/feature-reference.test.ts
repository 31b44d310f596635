import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFeatureReference } from '../../src/commands/feature-reference.js';

describe('a feature as people name it', () => {
  it.each([
    ['003', '003'],
    ['003-payments', '003-payments'],
    ['specs/003-payments', '003-payments'],
    ['./specs/003-payments/', '003-payments'],
    ['`003-payment-processing`', '003-payment-processing'],
    ['20260301-120000-payments', '20260301-120000-payments'],
    ['1204-Big', '1204-big'],
  ])('%j', (text, feature) => {
    expect(readFeatureReference(text)).toBe(feature);
  });

  it.each([
    '',
    '3',
    '#3',
    'payments',
    '003-',
    '003 payments',
    '003-a/b',
    '003-a..b',
    '../003',
    '003-a\n',
    'specs/',
  ])('%j is none', (text) => {
    expect(readFeatureReference(text.replace('\n', '\nx'))).toBeNull();
  });

  it('never holds what a path or a branch must not hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const feature = readFeatureReference(`003-${text}`);
        if (feature !== null) expect(feature).toMatch(/^\d[a-z0-9._-]*[a-z0-9]$/);
      }),
    );
  });
});
