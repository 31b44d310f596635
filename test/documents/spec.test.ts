import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPlan } from '../../src/documents/plan.js';
import { readSpec } from '../../src/documents/spec.js';

const SPEC = `# Feature Specification: Sign in

<!-- [NEEDS CLARIFICATION: template text] -->

### User Story 1 - Sign in with a password (Priority: P1) 🎯 MVP

### User Story 2 – Sign out [P2]

## Requirements

- **FR-001**: Users MUST sign in
  with a password.
- **FR-002**: Sessions end after [NEEDS CLARIFICATION: how long?].
- FR-003: Works [NEEDS CLARIFICATION: on which
  devices?] too.
- **FR-001**: Said twice.

\`\`\`
- **FR-009**: an example
\`\`\`

## Success Criteria

- **SC-001**: An end-to-end test passes across services.
`;

describe('readSpec', () => {
  const spec = readSpec(SPEC);

  it('reads title, requirements and criteria with their lines', () => {
    expect(spec.title).toBe('Sign in');
    expect(spec.requirements.map(({ id, line }) => [id, line])).toEqual([
      ['FR-001', 11],
      ['FR-002', 13],
      ['FR-003', 14],
    ]);
    expect(spec.requirements[0]?.text).toBe('Users MUST sign in with a password.');
    expect(spec.success_criteria).toMatchObject([{ id: 'SC-001', line: 24 }]);
    expect(spec.duplicate_ids).toMatchObject([{ id: 'FR-001', line: 16 }]);
  });

  it('reads user stories', () => {
    expect(spec.user_stories).toMatchObject([
      { number: 1, title: 'Sign in with a password', priority: 'P1', line: 5 },
      { number: 2, title: 'Sign out', priority: 'P2', line: 7 },
    ]);
  });

  it('reads open questions outside the template’s comments', () => {
    expect(spec.clarifications).toEqual([
      { question: 'how long?', line: 13 },
      { question: 'on which devices?', line: 14 },
    ]);
  });

  it('notices end-to-end and cross-service work', () => {
    expect(spec).toMatchObject({ mentions_e2e: true, mentions_cross_service: true });
    expect(readSpec('# A\n\nA page.')).toMatchObject({ mentions_e2e: false, mentions_cross_service: false });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void [readSpec(text), readPlan(text)]));
  });
});

describe('readPlan', () => {
  it('tells which sections are there and which files are named', () => {
    const plan = readPlan(
      '# Plan: Sign in\n\n## Technical Context\n\n**Storage**: NEEDS CLARIFICATION\n\n## Project Structure\n\n```text\nsrc/\n├── a.ts\n```\n\nSee `src/b.ts`.\n',
    );
    expect(plan).toEqual({
      title: 'Plan: Sign in',
      has_technical_context: true,
      has_constitution_check: false,
      has_project_structure: true,
      paths: ['a.ts', 'src/b.ts'],
      unresolved: [{ field: 'Storage', line: 5 }],
    });
  });
});
