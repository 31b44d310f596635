import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { featureSlug, formatFeatureNumber, nextFeatureNumber } from '../../src/documents/slug.js';

describe('featureSlug', () => {
  it.each([
    ['Payment processing with Stripe', 'payment-processing-stripe'],
    ['I want to add user authentication', 'user-authentication'],
    ['Create a photo album organizer', 'create-photo-album-organizer'],
    ['Build one two three four five', 'build-one-two'],
    ['Fix UI of the go db', 'fix-ui'],
    ['Übersicht für Café Straße', 'ubersicht-fur-cafe-strasse'],
    ['ログイン機能を追加する', 'feature'],
    ['add', 'add'],
    ['', 'feature'],
    ['../../etc; rm -rf /', 'etc'],
  ])('%s', (request, slug) => {
    expect(featureSlug(request)).toBe(slug);
  });

  it('always makes part of a branch name that fits', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme', maxLength: 2000 }), fc.stringMatching(/^[a-z]{200,400}$/)),
        (request) => {
          const slug = featureSlug(request);
          expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
          expect(Buffer.byteLength(`20260801-120000-${slug}`)).toBeLessThanOrEqual(244);
        },
      ),
    );
  });
});

describe('feature numbers', () => {
  it('go on after the highest', () => {
    expect(nextFeatureNumber([])).toBe(1);
    expect(nextFeatureNumber(['001-a', 'specs/007-b/', 'refs/heads/003-c', 'main', '12-x', 'v1.2.003'])).toBe(
      8,
    );
    expect(nextFeatureNumber(['1204-long', '20260801-120000-stamp'])).toBe(1205);
  });

  it('have at least three digits', () => {
    expect([1, 42, 999, 1000].map(formatFeatureNumber)).toEqual(['001', '042', '999', '1000']);
    expect(() => formatFeatureNumber(1.5)).toThrow('Expected a whole feature number');
  });
});
