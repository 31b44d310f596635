import { describe, expect, it } from '@jest/globals';
import { type ArtifactTexts, validateArtifacts } from '../../src/analysis/validate.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { CLEAN } from './support/clean-feature.js';

const open = '[NEEDS CLARIFICATION: who?]';
const list = (text: string) => [{ name: 'api.md', text }];

describe('what agents have written', () => {
  it.each<[AgentName, ArtifactTexts]>([
    ['specify', CLEAN],
    ['clarify', CLEAN],
    ['plan', CLEAN],
    ['tasks', CLEAN],
    ['research', { research: '- **Decision**: none' }],
    ['checklist', { checklists: list('- [ ] CHK001 Is it clear?\n- [x] CHK002 Is it whole?') }],
    ['checklist', { checklists: [{ name: 'requirements.md', text: '- [x] No implementation details' }] }],
    ['specify', { spec: `${CLEAN.spec}\n${`- ${open}\n`.repeat(3)}` }],
    ['implement', {}],
  ])('%s passes where it is in form', (agent, texts) => {
    expect(validateArtifacts(agent, texts)).toEqual([]);
  });

  it.each<[AgentName, ArtifactTexts, RegExp]>([
    ['specify', {}, /expected a specification in spec\.md/],
    ['specify', { spec: ' \n' }, /expected a specification in spec\.md/],
    ['specify', { spec: CLEAN.spec.replace(/^.*User (?:Story|Scenarios).*$/gm, '') }, /a user story/],
    ['specify', { spec: CLEAN.spec.replace(/FR-/g, 'X') }, /a numbered requirement/],
    ['specify', { spec: CLEAN.spec.replace(/^## Success[\s\S]*?(?=^## )/m, '') }, /a success criterion/],
    ['specify', { spec: `${CLEAN.spec}\n${`- ${open}\n`.repeat(4)}` }, /at most 3 open points.*found 4/],
    [
      'specify',
      { spec: CLEAN.spec.replace(/^# .*/, '# Feature Specification: [FEATURE NAME]') },
      /FEATURE NAME/,
    ],
    ['clarify', { spec: CLEAN.spec.replace('FR-002', 'FR-001') }, /FR-001 is defined here and on line/],
    ['plan', { plan: '' }, /expected a plan in plan\.md/],
    ['plan', { plan: CLEAN.plan.replace('## Technical Context', '## Other') }, /Technical Context/],
    ['plan', { plan: CLEAN.plan.replace('## Constitution Check', '## Other') }, /Constitution Check/],
    ['plan', { plan: CLEAN.plan.replace('PostgreSQL 16', 'NEEDS CLARIFICATION') }, /leaves something open/],
    ['research', { research: '\n' }, /expected content in research\.md/],
    ['checklist', {}, /expected a checklist in checklists\//],
    ['checklist', { checklists: list('Nothing.') }, /expected items such as/],
    ['checklist', { checklists: list('- [ ] Is it clear?') }, /numbers such as CHK001/],
    ['checklist', { checklists: list('- [ ] CHK001 A?\n- [ ] CHK001 B?') }, /CHK001 on line 1 as well/],
    ['checklist', { checklists: list('- [ ] CHK001\n- [ ] CHK002 B?') }, /a question in the item/],
    ['tasks', {}, /expected tasks in tasks\.md/],
    ['tasks', { tasks: '# Tasks\n\nNone.' }, /at least one task/],
    [
      'tasks',
      { tasks: '- [ ] T001 A a.js (depends on T002)\n- [ ] T002 B b.js (depends on T001)' },
      /T001.*T002/,
    ],
    ['tasks', { ...CLEAN, tasks: CLEAN.tasks.replace(' (FR-004)', '') }, /FR-004 has no tasks/],
    ['tasks', { tasks: '- [ ] T001 Do this\n- [ ] T002 Do that' }, /the paths of the files/],
    ['tasks', { tasks: CLEAN.tasks.replace('T002 Add', 'T001 Add') }, /each task id once/],
  ])('%s is refused otherwise', (agent, texts, message) => {
    const findings = validateArtifacts(agent, texts);
    expect(findings.map((finding) => finding.message)).toContainEqual(expect.stringMatching(message));
  });
});
