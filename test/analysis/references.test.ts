import { describe, expect, it } from '@jest/globals';
import { requirementIds } from '../../src/analysis/references.js';

describe('ids of requirements in a text', () => {
  it.each([
    ['**FR-001** and SC-002.', ['FR-001', 'SC-002']],
    ['(FR-001, FR-003)', ['FR-001', 'FR-003']],
    ['FR-001 to FR-003', ['FR-001', 'FR-002', 'FR-003']],
    ['FR-009–FR-011', ['FR-009', 'FR-010', 'FR-011']],
    ['SC-001..SC-003', ['SC-001', 'SC-002', 'SC-003']],
    ['FR-001..003', ['FR-001', 'FR-002', 'FR-003']],
    ['FR-004/005', ['FR-004', 'FR-005']],
    ['FR-004/FR-006', ['FR-004', 'FR-006']],
    ['per FR-007 — before each of 3 steps', ['FR-007']],
    ['FR-7 - 20 lists', ['FR-7']],
    ['FR-AUTH-001, NFR-002', ['FR-AUTH-001', 'NFR-002']],
    ['FR-011a', ['FR-011a']],
    ['FR-001 to SC-003', ['FR-001', 'SC-003']],
    ['FR-999999 through FR-000001', ['FR-999999', 'FR-000001']],
    ['PRFR-001, xFR-1, FR-', []],
  ])('%s', (text, ids) => {
    expect(requirementIds(text)).toEqual(ids);
  });
});
