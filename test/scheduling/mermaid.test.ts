import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toMermaid } from '../../src/scheduling/mermaid.js';

describe('toMermaid', () => {
  it('draws phases, tasks and dependencies', () => {
    const text = toMermaid({
      tasks: [
        { id: 'T001', description: 'Set up', phase: 'Phase 1: Setup', done: true },
        { id: 'T002', description: 'Use `x` "quoted"', phase: null },
      ],
      dependencies: [
        { from: 'T001', to: 'T002', kind: 'explicit' },
        { from: 'T002', to: 'T001', kind: 'implicit' },
      ],
    });
    expect(text.split('\n')).toEqual([
      'flowchart TD',
      '  subgraph p0["Phase 1: Setup"]',
      '    t0["T001: Set up"]:::done',
      '  end',
      '  t1["T002: Use #96;x#96; #34;quoted#34;"]',
      '  t0 --> t1',
      '  t1 -.-> t0',
      '  classDef done fill:#d4edda,stroke:#28a745,color:#155724',
      '',
    ]);
  });

  it('keeps any description inside its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (description) => {
        const lines = toMermaid({
          tasks: [{ id: 'T001', description, phase: description }],
          dependencies: [],
        }).split('\n');
        expect(lines).toHaveLength(6);
        for (const line of lines.slice(1, 3))
          expect(line).toMatch(/^\s+(?:subgraph )?[pt]0\["(?:[^"\\`<>&{}[\]|#;]|#\d+;)*"\]$/u);
      }),
    );
  });
});
