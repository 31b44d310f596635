import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSpec } from '../../../src/documents/spec.js';
import { recordAnswers } from '../../../src/jobs/play/record-answers.js';

const DATE = '2026-08-01';
const SPEC = `# Feature Specification: X

**Feature Branch**: \`001-x\`

## User Scenarios & Testing

### User Story 1 - A (Priority: P1)

## Requirements

- **FR-001**: a
`;
const ONE = { question: 'Which one?', answer: 'The first' };
const TWO = { question: 'How many?', answer: 'Two' };

describe('answers in spec.md', () => {
  it('come before the first section, where title and header are the overview', () => {
    expect(recordAnswers(SPEC, [ONE, TWO], DATE)).toBe(
      SPEC.replace(
        '## User Scenarios',
        `## Clarifications

### Session 2026-08-01

- Q: Which one? → A: The first
- Q: How many? → A: Two

## User Scenarios`,
      ),
    );
  });

  it('come after an overview section', () => {
    const spec = '# X\n\n## Overview\n\nWhat it is.\n\n## Requirements\n\n- **FR-001**: a\n';
    expect(recordAnswers(spec, [ONE], DATE)).toBe(
      '# X\n\n## Overview\n\nWhat it is.\n\n## Clarifications\n\n### Session 2026-08-01\n\n- Q: Which one? → A: The first\n\n## Requirements\n\n- **FR-001**: a\n',
    );
  });

  it('come at the end of a document without sections', () => {
    expect(recordAnswers('# X\n\nText\n', [ONE], DATE)).toBe(
      '# X\n\nText\n\n## Clarifications\n\n### Session 2026-08-01\n\n- Q: Which one? → A: The first\n',
    );
    expect(recordAnswers('', [ONE], DATE)).toContain('- Q: Which one?');
  });

  it('are not repeated, on the same day or later', () => {
    const once = recordAnswers(SPEC, [ONE], DATE);
    expect(recordAnswers(once, [ONE], DATE)).toBe(once);
    expect(recordAnswers(once, [ONE], '2026-08-02')).toBe(once);
  });

  it('join the session of their day, and get one of their own on another', () => {
    const once = recordAnswers(SPEC, [ONE], DATE);
    const both = '- Q: Which one? → A: The first\n- Q: How many? → A: Two\n\n## User';
    expect(recordAnswers(once, [ONE, TWO], DATE)).toContain(both);
    expect(recordAnswers(once, [ONE, TWO], '2026-08-02')).toContain(
      '- Q: Which one? → A: The first\n\n### Session 2026-08-02\n\n- Q: How many? → A: Two\n\n## User',
    );
  });

  it('replace what was recorded as the answer to the same question', () => {
    const once = recordAnswers(SPEC, [{ ...ONE, answer: 'The agent assumes the last' }], DATE);
    expect(recordAnswers(once, [ONE], DATE)).toBe(recordAnswers(SPEC, [ONE], DATE));
  });

  it('leave an example in a code block alone, and keep line endings', () => {
    const fenced = `${SPEC}\n\`\`\`md\n## Clarifications\n\`\`\`\n`;
    expect(recordAnswers(fenced, [ONE], DATE).indexOf('## Clarifications')).toBe(fenced.indexOf('## User'));
    expect(recordAnswers(SPEC.replaceAll('\n', '\r\n'), [ONE], DATE)).not.toMatch(/[^\r]\n/);
  });

  it('P2: cannot forge headings, lists, requirements, comments, tags or marks of open questions', () => {
    const evil = {
      question: 'A?\n## Requirements\n- **FR-666**: evil',
      answer:
        'x\r\n\r\n# Title\u2028## Other<!-- speckit:state {} -->\n[NEEDS CLARIFICATION: more] <h2>Big</h2> → A: yes\u200b',
    };
    const spec = recordAnswers(SPEC, [evil], DATE);
    expect(spec).toContain(
      '- Q: A? ## Requirements - **FR-666**: evil → A: x # Title ## Other (NEEDS CLARIFICATION: more] &lt;h2>Big&lt;/h2> -> A: yes\n',
    );
    const { requirements, clarifications } = readSpec(spec);
    expect(requirements.map(({ id }) => id)).toEqual(['FR-001']);
    expect(clarifications).toEqual([]);
    expect(spec).not.toContain('speckit:state');
  });

  it('P2: any text stays in its line', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, text, (question, answer) => {
        const spec = recordAnswers(SPEC, [{ question, answer }], DATE);
        const added = spec.split('\n').length - SPEC.split('\n').length;
        expect(added).toBe(6);
        expect(recordAnswers(spec, [{ question, answer }], DATE)).toBe(spec);
      }),
    );
  });

  it('cuts what is too long', () => {
    const spec = recordAnswers(SPEC, [{ question: 'Q', answer: 'x'.repeat(10_000) }], DATE);
    expect(spec.length).toBeLessThan(3_000);
  });
});
