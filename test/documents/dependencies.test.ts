import { describe, expect, it } from '@jest/globals';
import { parseTasks } from '../../src/documents/tasks.js';

/** Dependencies as `T003: T001 T002!`, those stated in words with a mark. */
function needs(markdown: string): Record<string, string> {
  return Object.fromEntries(
    parseTasks(markdown).tasks.map((task) => [
      task.id,
      task.depends_on.map((id) => (task.explicit_depends_on.includes(id) ? `${id}!` : id)).join(' '),
    ]),
  );
}

const STORIES = `
## Phase 1: Setup
- [ ] T001 Create the project
- [ ] T002 [P] Configure lint
## Phase 2: Foundational (Blocking Prerequisites)
- [ ] T003 Create the schema
## Phase 3: User Story 1 - Sign in (Priority: P1) 🎯 MVP
- [ ] T004 [P] [US1] Model in src/user.ts
- [ ] T005 [US1] Service in src/service.ts
## Phase 4: User Story 2 - Sign out (Priority: P2)
- [ ] T006 [US2] Handler in src/out.ts
## Phase 5: Polish & Cross-Cutting Concerns
- [ ] T007 [P] Docs in README.md
`;

/** Six parallel tasks that have no order of their own, and a section of prose. */
const prose = (text: string, heading = '## Dependencies & Execution Order') =>
  needs(
    `## Phase 1\n${[1, 2, 3, 4, 5, 6].map((n) => `- [ ] T00${n} [P] do ${n}`).join('\n')}\n\n${heading}\n\n${text}\n`,
  );

const stated = (result: Record<string, string>) =>
  Object.fromEntries(Object.entries(result).filter(([, list]) => list !== ''));

describe('implicit dependencies', () => {
  it('follow the phases: setup, foundation, stories beside each other, polish', () => {
    expect(needs(STORIES)).toEqual({
      T001: '',
      T002: 'T001',
      T003: 'T002',
      T004: 'T003',
      T005: 'T004',
      T006: 'T003',
      T007: 'T005 T006',
    });
  });

  it('let an unmarked task follow all of a parallel run, and a run the last unmarked task', () => {
    const list = '- [ ] T001 a\n- [ ] T002 [P] b\n- [ ] T003 [P] c\n- [ ] T004 d\n- [ ] T005 [P] e\n';
    expect(needs(list)).toEqual({ T001: '', T002: 'T001', T003: 'T001', T004: 'T002 T003', T005: 'T004' });
  });

  it('put parallel tasks that change one file in a row and say so', () => {
    const list =
      '- [ ] T001 [P] a in `src/a.ts`\n- [ ] T002 [P] b in src/b.ts\n- [ ] T003 [P] c in src/a.ts\n';
    expect(needs(list)).toEqual({ T001: '', T002: '', T003: 'T001' });
    expect(parseTasks(list).diagnostics).toMatchObject([{ line: 3, kind: 'parallel_conflict' }]);
  });

  it('do not take planning documents that several tasks read for a conflict', () => {
    expect(
      needs('- [ ] T001 [P] per specs/001-x/plan.md\n- [ ] T002 [P] per specs/001-x/plan.md\n').T002,
    ).toBe('');
  });

  it('keep two stories from changing one file at the same time', () => {
    const list =
      '## Phase 1: User Story 1 - a\n- [ ] T001 [US1] in src/x.ts\n## Phase 2: User Story 2 - b\n- [ ] T002 [US2] in src/x.ts\n';
    expect(needs(list).T002).toBe('T001');
  });

  it('put polish after stories that were added below it', () => {
    const list =
      '## Phase 1: User Story 1 - a\n- [ ] T001 a\n## Phase 2: Polish\n- [ ] T002 b\n## Phase 3: User Story 2 - c\n- [ ] T003 c\n';
    expect(needs(list)).toEqual({ T001: '', T002: 'T001 T003', T003: '' });
  });

  it('put the foundation after setup where they are swapped', () => {
    expect(needs('## Phase 1: Foundational\n- [ ] T001 a\n## Phase 2: Setup\n- [ ] T002 b\n').T001).toBe(
      'T002',
    );
  });

  it('order phases without such names as written', () => {
    expect(needs('## Phase 3.1: Models\n- [ ] T001 a\n## Phase 3.2: Views\n- [ ] T002 [P] b\n').T002).toBe(
      'T001',
    );
  });

  it('order two phases of one story', () => {
    expect(needs('## Phase 1: US1 tests\n- [ ] T001 a\n## Phase 2: US1 code\n- [ ] T002 b\n').T002).toBe(
      'T001',
    );
  });

  it.each([
    [
      'フェーズ 1: セットアップ',
      'フェーズ 2: 基盤',
      'フェーズ 3: ユーザーストーリー 1',
      'フェーズ 4: ユーザーストーリー 2',
      'フェーズ 5: 仕上げ',
    ],
    ['阶段 1：设置', '阶段 2：基础', '阶段 3：用户故事 1', '阶段 4：用户故事 2', '阶段 5：完善'],
    ['1단계: 설정', '2단계: 기반', '3단계: 사용자 스토리 1', '4단계: 사용자 스토리 2', '5단계: 마무리'],
    [
      'Fase 1: Configuración',
      'Fase 2: Fundacional',
      'Fase 3: Historia de usuario 1',
      'Fase 4: Historia de usuario 2',
      'Fase 5: Pulido',
    ],
    [
      'Phase 1 : Mise en place',
      'Phase 2 : Fondations',
      'Phase 3 : US1',
      'Phase 4 : US2',
      'Phase 5 : Finitions',
    ],
  ])('know phases in other languages: %s', (...headings) => {
    const list = headings.map((heading, i) => `## ${heading}\n- [ ] T00${i + 1} x\n`).join('');
    expect(needs(list)).toEqual({ T001: '', T002: 'T001', T003: 'T002', T004: 'T002', T005: 'T003 T004' });
  });

  it('heed a line that says to wait', () => {
    const list =
      '- [ ] T001 [P] a\n- [ ] T002 [P] b\n\n**⟶ Wait for Wave 1 to finish, then:**\n\n- [ ] T003 [P] c\n';
    expect(needs(list)).toEqual({ T001: '', T002: '', T003: 'T001 T002' });
    expect(needs(list.replace('Wave 1', 'T001')).T003).toBe('T001');
  });
});

describe('dependencies stated on a task', () => {
  it.each([
    ['- [ ] T004 [P] x (depends on T001, T002)', 'T001! T002!'],
    ['- [ ] T004 [P] x *(depends on T001)* — `a.ts` | R001', 'T001!'],
    ['- [ ] T004 [P] x (after T003)', 'T003!'],
    ['- [ ] T004 [P] x (depends on T001-T003)', 'T001! T002! T003!'],
    ['- [ ] T004 [P] x (depends on T001–T002 tests)', 'T001! T002!'],
    ['- [ ] T004 [P] x (depends on **T001** for this + **T002** for that)', 'T001! T002!'],
    ['- [ ] T004 [P] x, blocked by T002', 'T002!'],
    ['- [ ] T004 [P] x (requires T001 and T003)', 'T001! T003!'],
    ['- [ ] T004 [P] x (dépend de T001–T002)', 'T001! T002!'],
    ['- [ ] T004 [P] x (depende de T001)', 'T001!'],
    ['- [ ] T004 [P] x（T001に依存）', 'T001!'],
    ['- [ ] T004 [P] x（依存: T001, T002）', 'T001! T002!'],
    ['- [ ] T004 [P] x (T002 完了後)', 'T002!'],
    ['- [ ] T004 [P] x（依赖 T001）', 'T001!'],
    ['- [ ] T004 [P] 在 T001 之后 x', 'T001!'],
    ['- [ ] T004 [P] x (T001 이후)', 'T001!'],
    ['- [ ] T004 [P] x\n  - **Depends on**: T001, T003', 'T001! T003!'],
    ['- [ ] T004 [P] x [deps: T001, T002]', 'T001! T002!'],
    ['- [ ] T004 [P] [depends on T001] x', 'T001!'],
    ['- [ ] T004 [P] x (blocked-by T001)', 'T001!'],
    ['- [ ] T004 [P] x {depends_on: [T001, T002]}', 'T001! T002!'],
    ['- [ ] T004 [P] x\n  - After: T003', 'T003!'],
    ['- [ ] T004 [P] x\n  - Dependencies:\n    - T001\n    - T002', 'T001! T002!'],
    ['- [ ] T004 [P] x\n  - Dépendances : T001', 'T001!'],
    ['- [ ] T004 [P] x\n  - Dependencias: T001', 'T001!'],
    ['- [ ] T004 [P] x\n  - 依存関係: T001', 'T001!'],
    ['- [ ] T004 [P] x\n  - 의존성: T001', 'T001!'],
    ['### T004 x [P]\n\nDependencies:\n- T001\n- T002', 'T001! T002!'],
    ['- [ ] T004 [P] x\n  - Depends on: none', ''],
    ['- [ ] T004 [P] x (parallel with T001)', ''],
    ['- [ ] T004 [P] x (see T001, same as T002)', ''],
    ['- [ ] T004 [P] x (does not depend on T001)', ''],
    ['- [ ] T004 [P] x ~~(depends on T001)~~', ''],
  ])('%s', (line, expected) => {
    const list = `- [ ] T001 [P] a\n- [ ] T002 [P] b\n- [ ] T003 [P] c\n${line}\n`;
    expect(needs(list).T004).toBe(expected);
  });

  it('may be what the task comes before', () => {
    expect(needs('- [ ] T001 [P] test (written before T002)\n- [ ] T002 [P] code\n').T002).toBe('T001!');
    expect(needs('- [ ] T001 [P] base (blocks T002)\n- [ ] T002 [P] code\n').T002).toBe('T001!');
  });

  it('may be a heading task’s own section', () => {
    const list = '### T001: a [P]\n### T002: b [P]\n\n**Dependencies**: T001\n';
    expect(needs(list).T002).toBe('T001!');
  });

  it('name unknown tasks in a diagnostic', () => {
    const { diagnostics } = parseTasks('- [ ] T001 a\n- [ ] T002 b (depends on T099)\n');
    expect(diagnostics).toMatchObject([{ line: 2, kind: 'unknown_dependency' }]);
  });
});

describe('dependencies stated in prose', () => {
  it.each([
    ['- T003 depends on T001 and T002', { T003: 'T001! T002!' }],
    ['- T001 → T002 → T003', { T002: 'T001!', T003: 'T002!' }],
    ['- T001 -> T002 --> T003', { T002: 'T001!', T003: 'T002!' }],
    ['- T001, T002 → T003', { T003: 'T001! T002!' }],
    ['- T001 blocks T002, T003', { T002: 'T001!', T003: 'T001!' }],
    ['- T001-T002 before T003', { T003: 'T001! T002!' }],
    ['- T001 then T002', { T002: 'T001!' }],
    ['- T002 and T003 can run in parallel after T001 completes', { T002: 'T001!', T003: 'T001!' }],
    ['- After T001 completes: T002, T003 can start', { T002: 'T001!', T003: 'T001!' }],
    ['- T003 must wait for T001–T002', { T003: 'T001! T002!' }],
    ['- T003 depends on T001, T004 depends on T002', { T003: 'T001!', T004: 'T002!' }],
    ['- T001 (migration) ─► T002 (schema)', { T002: 'T001!' }],
    ['- T002, T003 → parallel (depend on T001)', { T002: 'T001!', T003: 'T001!' }],
    ['- T001–T003 are sequential', { T002: 'T001!', T003: 'T002!' }],
    ['- T003 ← T001', { T003: 'T001!' }],
    ['- T003 <- T001, T002', { T003: 'T001! T002!' }],
    ['- T003 ← can run beside T001', {}],
    ['- Prerequisites for T003: T001, T002', { T003: 'T001! T002!' }],
    ['- T001 is required by T003', { T003: 'T001!' }],
    ['- T003 must not start before T002', { T003: 'T002!' }],
    ['- T003 depends on T001; T004 on T002', { T003: 'T001!', T004: 'T002!' }],
    ['- T003 は T001 に依存する', { T003: 'T001!' }],
    ['- T003 は T001 に依存しない', {}],
    ['- T003은 T001과 T002에 의존합니다', { T003: 'T001! T002!' }],
    ['- T003은 T001에 의존하지 않습니다', {}],
    ['- T003 依赖 T001、T002', { T003: 'T001! T002!' }],
    ['- T003 不依赖 T001', {}],
    ['- T003 dépend des tâches T001 à T002', { T003: 'T001! T002!' }],
    ['- T003 depende de T001 e T002', { T003: 'T001! T002!' }],
    ['| Task | Depends on |\n|---|---|\n| T003 | T001, T002 |\n| T004 | — |', { T003: 'T001! T002!' }],
    [
      '| Task | What | Blocks |\n|---|---|---|\n| T001 | a T006 | T002, T003 |',
      { T002: 'T001!', T003: 'T001!' },
    ],
    ['| Task | What |\n|---|---|\n| T003 | T001 |', {}],
    ['| Task | Depends on |\n|---|---|\n| T003 | None (beside T001) |', {}],
    ['```mermaid\n  T001[Setup] --> T002["Use it"]\n```', { T002: 'T001!' }],
    ['- T002 is independent of T001', {}],
    ['- T002 must not depend on T001', {}],
    ['- T001, T002 and T003 can run in parallel', {}],
    ['- FR-001 → T001–T003', {}],
    ['- Recommended order: T001 → T002', {}],
    ['```text\nT001 → T002\n```', { T002: 'T001!' }],
    ['```mermaid\ngraph TD\n  T001 --> T002\n```', { T002: 'T001!' }],
    ['```bash\nT001 → T002\n```', {}],
  ])('%s', (text, expected) => {
    expect(stated(prose(text))).toEqual(expected);
  });

  it.each(['## 依存関係と実行順序', '## 依赖关系', '## 의존성', '## Dépendances', '## Dependencias'])(
    'is found below %s',
    (heading) => {
      expect(stated(prose('- T001 → T002', heading))).toEqual({ T002: 'T001!' });
    },
  );

  it('is not read elsewhere', () => {
    expect(stated(prose('- T001 → T002', '## Implementation Strategy'))).toEqual({});
  });

  it('may speak of stories and phases', () => {
    const section = (text: string) => needs(`${STORIES}\n## Dependencies\n\n- ${text}\n`);
    expect(section('**User Story 2 (Phase 4)**: Depends on User Story 1').T006).toBe('T003 T005!');
    expect(section('US2 depends on US1 (T004)').T006).toBe('T003 T004!');
    expect(section('US1 → US2').T006).toBe('T003 T005!');
    expect(section('**Polish (Phase 5)**: Depends on all user stories').T007).toBe('T005! T006!');
    expect(section('US1 → T004, T005')).toEqual(needs(STORIES));
    expect(section('**Foundational (Phase 2)**: Depends on Setup - BLOCKS all user stories')).toMatchObject({
      T003: 'T002!',
      T004: 'T003!',
      T006: 'T003!',
    });
  });
});

describe('cycles', () => {
  it('are broken at an implicit dependency, and what lay behind it stays', () => {
    const list = '- [ ] T001 a\n- [ ] T002 b (depends on T004)\n- [ ] T003 c\n- [ ] T004 d\n';
    const { diagnostics } = parseTasks(list);
    expect(diagnostics).toMatchObject([{ kind: 'cycle', severity: 'warning' }]);
    expect(diagnostics[0]?.message).toContain('→');
    expect(needs(list).T002).toBe('T001 T004!');
  });

  it('of explicit dependencies only lose the last one, as an error with the path', () => {
    const { tasks, diagnostics } = parseTasks(
      '- [ ] T001 [P] a (depends on T002)\n- [ ] T002 [P] b (depends on T003)\n- [ ] T003 [P] c (depends on T001)\n',
    );
    expect(tasks.map((task) => task.depends_on)).toEqual([['T002'], ['T003'], []]);
    expect(diagnostics).toMatchObject([{ line: 3, kind: 'cycle', severity: 'error' }]);
    expect(diagnostics[0]?.message).toContain('T003 → T001 → T002 → T003');
  });

  it('of one task are reported', () => {
    expect(parseTasks('- [ ] T001 a (depends on T001)\n').diagnostics).toMatchObject([
      { line: 1, kind: 'cycle' },
    ]);
  });
});
