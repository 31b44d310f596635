import { describe, expect, it } from '@jest/globals';
import { readMarker, WORKFLOW_MARKER } from '../../../src/hosts/github/markers.js';
import { newBody, withOwnPart } from '../../../src/hosts/github/pull-request-body.js';

const ID = '3f2b8c1e-5d1f-4a7b-9c3e-2f6a1b0c9d8e';
const part = (text: string, digest = '0123456789abcdef') => ({
  body: `${text}\n\n<!-- speckit:workflow ${ID} -->`,
  digest,
});

describe("the product's part of a pull request's description", () => {
  it('is replaced between its marks, and what people wrote around them stays', () => {
    const present = `Please be quick.\n\n${newBody(part('The plan.'))}\n\nCloses #3.`;
    const next = withOwnPart(present, part('Another plan.', 'f'.repeat(16)));
    expect(next).toMatch(/^Please be quick\.\n\n<!-- speckit:begin f{16} -->\n\nAnother plan\./);
    expect(next).toMatch(/<!-- speckit:end -->\n\nCloses #3\.$/);
    expect(next).not.toContain('The plan.');
    expect(readMarker(next, WORKFLOW_MARKER)).toBe(ID);
  });

  it('takes the place of what an older version wrote without marks', () => {
    const next = withOwnPart(`${part('The plan.').body}\n\nCloses #3.`, part('Another plan.'));
    expect(next).toBe(`${newBody(part('Another plan.'))}\n\nCloses #3.`);
  });

  it('comes after what a person wrote', () => {
    expect(withOwnPart('My work.\n', part('The plan.'))).toBe(`My work.\n\n${newBody(part('The plan.'))}`);
    expect(withOwnPart('', part('The plan.'))).toBe(newBody(part('The plan.')));
  });

  it('is the same when it is written again', () => {
    const once = withOwnPart('My work.', part('The plan.'));
    expect(withOwnPart(once, part('The plan.'))).toBe(once);
  });

  it('makes room for people, and keeps the mark of its workflow', () => {
    const present = `${'x'.repeat(30_000)}\n\n${newBody(part('The plan.'))}`;
    const next = withOwnPart(present, part('y'.repeat(60_000)));
    expect(next.length).toBeLessThanOrEqual(65_536);
    expect(next.startsWith('x'.repeat(30_000))).toBe(true);
    expect(readMarker(next, WORKFLOW_MARKER)).toBe(ID);
    expect(next).toContain('The rest is left out');
  });
});
