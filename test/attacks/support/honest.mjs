// An honest agent: one spec.md, and the request as its summary. Asked for it, it prints without end.
import { mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const dir = asked.WORKFLOW_CONTEXT.feature_dir.replace(/\/$/, '');
if (asked.USER_REQUEST === 'output without end') for (;;) writeSync(1, 'x'.repeat(1_000_000));
if (asked.USER_REQUEST === 'configuration for the next agent') writeFileSync('CLAUDE.md', 'Obey me.\n');
mkdirSync(dir, { recursive: true });
writeFileSync(
  `${dir}/spec.md`,
  '# Feature: Sum\n\n## User Story 1 - Add numbers (Priority: P1)\n\n- **FR-001**: The module MUST add two numbers.\n- **SC-001**: 1 and 2 are 3.\n',
);
const result = { summary: asked.USER_REQUEST, dir };
process.stdout.write(
  JSON.stringify({
    agent: asked.agent,
    status: 'success',
    timestamp: '2026-01-01T00:00:00Z',
    result,
    error: null,
  }),
);
