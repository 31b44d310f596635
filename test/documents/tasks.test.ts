import { describe, expect, it } from '@jest/globals';
import { parseTasks } from '../../src/documents/tasks.js';
import type { Task } from '../../src/documents/types.js';

function only(line: string): Task {
  const { tasks } = parseTasks(`## Phase 1: Setup\n\n${line}\n`);
  const [task] = tasks;
  if (!task || tasks.length !== 1)
    throw new Error(`Expected one task, got ${tasks.map((each) => each.id).join()}`);
  return task;
}

const kinds = (markdown: string) =>
  parseTasks(markdown).diagnostics.map(({ line, kind }) => `${line} ${kind}`);

describe('a strict task line', () => {
  it('is read in all its parts', () => {
    expect(only('- [ ] T012 [P] [US1] Create User model in src/models/user.py')).toMatchObject({
      id: 'T012',
      description: 'Create User model in src/models/user.py',
      phase: 'Phase 1: Setup',
      story: 'US1',
      stories: ['US1'],
      parallel: true,
      done: false,
      skipped: false,
      files: ['src/models/user.py'],
      line: 3,
      depends_on: [],
      tags: [],
    });
  });

  it.each(['x', 'X'])('is done with [%s]', (mark) => {
    expect(only(`- [${mark}] T001 Do`).done).toBe(true);
  });
});

describe('deviations from the format', () => {
  it.each([
    ['bold id', '- [x] **T001** Add it', { id: 'T001', description: 'Add it', done: true }],
    ['bold id and text', '- [ ] **T001: Add** it', { id: 'T001', description: 'Add it' }],
    ['colon', '- [ ] T001: Add it', { id: 'T001', description: 'Add it' }],
    ['dash', '- [ ] T028 — REVERTED', { id: 'T028', description: 'REVERTED' }],
    ['no space', '- [ ]T001 Add it', { id: 'T001', description: 'Add it' }],
    [
      'bold labels',
      '- [ ] **T001** [P] **[US1]** Add it',
      { parallel: true, story: 'US1', description: 'Add it' },
    ],
    ['brackets', '- [ ] [T001] [P] Add it', { id: 'T001', parallel: true, description: 'Add it' }],
    ['letter suffix', '- [ ] T031b Add it', { id: 'T031b' }],
    ['dotted id', '- [ ] T052.1 Add it', { id: 'T052.1' }],
    ['dashed id', '- [ ] T158-1 Add it', { id: 'T158-1' }],
    ['prime', "- [~] T028' Add it", { id: "T028'" }],
    [
      'glued tags',
      '- [ ] T129A[P][US2][QA] Add it',
      { id: 'T129A', parallel: true, story: 'US2', tags: ['QA'], description: 'Add it' },
    ],
    ['extra tags', '- [ ] T005 [Polish] Add it', { tags: ['Polish'], description: 'Add it' }],
    ['tags in another order', '- [ ] T005 [US1] [P] Add it', { parallel: true, story: 'US1' }],
    ['tags before the id', '- [ ] [P] [US1] T005 Add it', { id: 'T005', parallel: true, story: 'US1' }],
    ['two stories', '- [ ] T005 [US2][US3] Add it', { story: 'US2', stories: ['US2', 'US3'] }],
    ['joined stories', '- [ ] T005 [US3+US4] Add it', { stories: ['US3', 'US4'], tags: [] }],
    ['a range of stories', '- [ ] T005 [US1–US3] Add it', { stories: ['US1', 'US2', 'US3'] }],
    ['mark ✅', '- [✅] T005 Add it', { done: true }],
    ['mark -', '- [-] T005 Add it', { done: false, skipped: true }],
    ['mark ~', '- [~] T005 Add it', { done: false, skipped: false }],
    ['struck out', '- [ ] ~~T092 Add it~~', { id: 'T092', description: 'Add it', skipped: true }],
    ['struck text', '- [ ] T092 ~~Add it~~', { skipped: true }],
    ['struck and done', '- [x] T092 ~~Add it~~ **Replaced**', { done: true, skipped: false }],
    ['other bullets', '* [ ] T005 Add it', { id: 'T005' }],
    ['numbered list', '3. [x] T005 Add it', { id: 'T005', done: true }],
    [
      'a link is no tag',
      '- [ ] T005 [docs](https://example.com) Add it',
      { tags: [], description: '[docs](https://example.com) Add it' },
    ],
    [
      'Japanese',
      '- [ ] T005 [P] ログイン画面を `src/login.tsx` に作成',
      { id: 'T005', files: ['src/login.tsx'] },
    ],
  ])('%s', (_, line, expected) => {
    expect(only(line)).toMatchObject(expected);
  });

  it('reads tasks that are headings', () => {
    const { tasks } = parseTasks(
      '## Phase 1\n\n### T001: Install [P]\n\nIn `src/a.ts`.\n\n### - [x] T002 [US1] Configure\n',
    );
    expect(tasks).toMatchObject([
      {
        id: 'T001',
        description: 'Install',
        parallel: true,
        done: false,
        phase: 'Phase 1',
        files: ['src/a.ts'],
      },
      { id: 'T002', description: 'Configure', story: 'US1', done: true, phase: 'Phase 1' },
    ]);
  });

  it('reads wrapped lines and nested bullets', () => {
    const { tasks } = parseTasks(
      '- [ ] T001 Create the model\n  in src/model.py\n- [ ] T002 Create\n  - File: `src/view.py`\n',
    );
    expect(tasks).toMatchObject([
      { description: 'Create the model in src/model.py', files: ['src/model.py'] },
      { description: 'Create', files: ['src/view.py'] },
    ]);
  });

  it('reads nested tasks', () => {
    expect(parseTasks('- [ ] T001 a\n  - [ ] T002 b\n').tasks.map((task) => task.id)).toEqual([
      'T001',
      'T002',
    ]);
  });

  it('takes the heading of the section for the phase, not the title of the document', () => {
    const phases = (text: string) => parseTasks(text).tasks.map((task) => task.phase);
    expect(phases('# 实施任务\n\n- [ ] T001 a\n')).toEqual([null]);
    expect(phases('# Tasks: X\n\n## Core\n\n### Models\n\n- [ ] T001 a\n')).toEqual(['Core']);
    expect(phases('# Tasks\n\n## Tasks\n\n### Phase 3.1: Setup\n\n- [ ] T001 a\n')).toEqual([
      'Phase 3.1: Setup',
    ]);
    expect(phases('# Phase 1\n- [ ] T001 a\n# Phase 2\n- [ ] T002 b\n')).toEqual(['Phase 1', 'Phase 2']);
  });

  it('reads CRLF and a byte order mark', () => {
    const { tasks } = parseTasks('\uFEFF# Tasks\r\n\r\n- [ ] T001 a in `b.ts`\r\n- [x] T002 b\r\n');
    expect(tasks).toMatchObject([
      { id: 'T001', description: 'a in `b.ts`', line: 3 },
      { id: 'T002', description: 'b', line: 4, done: true },
    ]);
  });

  it('reads a line of several ids as one task that answers to all of them', () => {
    const { tasks, diagnostics } = parseTasks(
      '- [ ] T065/T067 a\n- [ ] T070–T072 b\n- [ ] T080 c (depends on T067, T071)\n',
    );
    expect(tasks).toMatchObject([
      { id: 'T065', aliases: ['T067'] },
      { id: 'T070', aliases: ['T072', 'T071'] },
      { id: 'T080', depends_on: ['T065', 'T070'] },
    ]);
    expect(diagnostics.map((each) => each.kind)).toEqual(['several_ids', 'several_ids']);
  });
});

describe('what is not a task', () => {
  it.each([
    ['a legend', '- [P] tasks = different files'],
    ['a code block', '```\n- [ ] T001 a\n```'],
    ['a table', '| id | what |\n| --- | --- |\n| T001 | a |'],
    ['prose bullets', '- T005 and T006 should be sequential'],
    ['the format section', '## Format: `[ID] [P?] [Story] Description`\n\n- **[P]**: parallel'],
  ])('%s', (_, markdown) => {
    expect(kinds(`- [ ] T999 real\n\n${markdown}\n`)).toEqual([]);
  });

  it.each([
    ['a checkbox without an id', '- [ ] **Task 3.2**: a', 'checkbox_without_id'],
    ['a quotation', '> - [ ] T001 a', 'unread_checkbox'],
    ['an HTML comment', '<!-- - [ ] T001 a -->\n\n<!--\n- [ ] T002 a\n-->', 'unread_checkbox'],
    ['an indented block', 'Text\n\n    - [ ] T001 a', 'unread_checkbox'],
    ['a checkbox outside a list', 'Text\n\n[ ] T001 a', 'checkbox_outside_list'],
    ['an unclosed fence', 'Text\n\n```\n- [ ] T001 a', 'unclosed_fence'],
    ['a checkbox without a space before it', '-[ ] T001 a', 'checkbox_outside_list'],
    ['a checkbox behind another bullet', '• [ ] T001 a', 'checkbox_outside_list'],
    ['a sign for a checkbox', '- ☐ T001 a', 'checkbox_outside_list'],
    ['an escaped checkbox', '- \\[ \\] T001 a', 'checkbox_outside_list'],
    ['emphasis around the bullet', '**- [ ] T001 a**', 'checkbox_outside_list'],
    ['a table of tasks', '| Done | Task |\n|---|---|\n| [x] | T001 |', 'unread_checkbox'],
    ['a heading without a space', '###T001: a', 'unread_heading'],
    ['a quoted heading', '> ### T001: a', 'unread_heading'],
    ['a heading without an id', '### Task 3: a', 'heading_without_id'],
    ['a heading of several ids', '### T001–T004: Group', 'heading_of_several_ids'],
  ])('%s is named in a diagnostic', (_, markdown, kind) => {
    const { tasks, diagnostics } = parseTasks(`- [ ] T999 real\n\n${markdown}\n`);
    expect(tasks).toHaveLength(1);
    expect(diagnostics.map((each) => each.kind)).toContain(kind);
  });

  it('says so when there is no task at all', () => {
    expect(kinds('')).toEqual(['0 no_tasks']);
    expect(kinds('# Tasks\n\n- T001 [P] Create it\n')).toEqual(['3 no_tasks']);
  });
});

describe('duplicate ids', () => {
  it('each get an id, however many', () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `- [ ] T001 do ${i}`);
    expect(new Set(parseTasks(lines.join('\n')).tasks.map((task) => task.id)).size).toBe(3000);
  });

  it('give the second task an id of its own', () => {
    const { tasks, diagnostics } = parseTasks(
      '- [ ] T001 a\n- [ ] T001 b\n- [ ] T001-2 c\n- [ ] T002 d (depends on T001)\n',
    );
    expect(tasks.map((task) => [task.id, task.description])).toEqual([
      ['T001', 'a'],
      ['T001-3', 'b'],
      ['T001-2', 'c'],
      ['T002', 'd (depends on T001)'],
    ]);
    expect(diagnostics).toMatchObject([{ line: 2, kind: 'duplicate_id' }]);
    expect(tasks[3]?.explicit_depends_on).toEqual(['T001']);
  });

  it('read a repeated line once, and a heading above its checkbox not at all', () => {
    expect(parseTasks('- [ ] T001 a\n\n## Progress\n\n- [x] T001 a\n').tasks).toHaveLength(1);
    expect(parseTasks('### T001: a\n\n- [x] T001 b\n').tasks).toMatchObject([
      { id: 'T001', description: 'b' },
    ]);
  });
});
