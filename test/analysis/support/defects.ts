/** Faults to plant into documents, each with what must be found. A fault that does not fit a document is left out. */
import { readSpec } from '../../../src/documents/spec.js';
import { parseTasks } from '../../../src/documents/tasks.js';
import {
  afterLast,
  append,
  beforeFirst,
  copied,
  mentions,
  only,
  onTask,
  secondTime,
  withoutConstitution,
  withoutSection,
} from './edits.js';
import {
  cycle,
  type Defect,
  dangling,
  double,
  gap,
  inPlan,
  inSpec,
  inTasks,
  lacks,
  onBoth,
  placeholder,
} from './planting.js';

const FOREIGN =
  'The kitchen thermostat MUST export quarterly humidity spreadsheets to veterinarians through encrypted pigeon couriers.';

export const DEFECTS: readonly Defect[] = [
  // Coverage
  inSpec('a requirement that no task takes up', (spec) => ({
    text: afterLast(spec, /^.*\bFR-\d+.*[:：]/, `- **FR-091**: ${FOREIGN}`),
    expected: { type: 'Coverage Gap', message: /FR-091 has no tasks/, target: 'tasks', at: /FR-091/ },
  })),
  onBoth('a requirement whose tasks are gone', ({ spec, tasks }) => {
    const ids = readSpec(spec).requirements.map(({ id }) => id);
    const cited = ids.filter((id) => mentions(tasks, id) > 0);
    const id = cited.find((one) => mentions(tasks, one) === 1 && only(tasks, one));
    if (
      id === undefined ||
      cited.length < ids.length ||
      /FR-\d+\s*(?:[-–—…]|\.\.|to\b|through|\/)/.test(tasks)
    )
      return null;
    const without = tasks
      .split('\n')
      .filter((line) => !line.includes(id))
      .join('\n');
    return { spec, tasks: without, expected: gap(new RegExp(`${id} has no tasks`), new RegExp(id)) };
  }),
  inSpec('a story that no task belongs to', (spec) => ({
    text: beforeFirst(spec, /^#{2,3} (?:Edge Cases|Requirements)/, [
      '### User Story 87 - Feed hungry kittens before sunrise (Priority: P3)',
      '',
      '1. **Given** a cat, **When** it is hungry, **Then** it is fed.',
      '',
    ]),
    expected: gap(/User Story 87 has no tasks/, /User Story 87/),
  })),
  onBoth('a story whose phase is gone', ({ spec, tasks }) => {
    const story = readSpec(spec).user_stories.at(-1);
    if (story === undefined) return null;
    const label = `US${story.number}`;
    const parsed = parseTasks(tasks).tasks;
    const own = parsed.filter(({ stories }) => stories.length === 1 && stories[0] === label);
    if (own.length === 0 || own.length === parsed.length) return null;
    const stays = parsed.filter((task) => !own.includes(task));
    if (stays.some(({ phase }) => new RegExp(`(?:Story |US)${story.number}\\b`).test(phase ?? '')))
      return null;
    const gone = new Set(own.map(({ line }) => line));
    const without = tasks
      .split('\n')
      .filter((_line, i) => !gone.has(i + 1))
      .join('\n');
    return {
      spec,
      tasks: without,
      expected: gap(new RegExp(`User Story ${story.number} has no tasks`), /Story|US/),
    };
  }),
  // Dangling references
  inTasks('a task for a requirement that does not exist', (tasks) => ({
    text: onTask(tasks, 1, (line) => `${line} (FR-991)`),
    expected: dangling('tasks', /FR-991.*spec\.md does not define/, /FR-991/),
  })),
  inTasks('a task for a success criterion that does not exist', (tasks) => ({
    text: onTask(tasks, 1, (line) => `${line} per SC-991`),
    expected: dangling('tasks', /SC-991/, /SC-991/),
  })),
  inPlan('a plan for a requirement that does not exist', (plan) => ({
    text: `${plan.trimEnd()}\n\n## Notes on storage\n\nThe cache satisfies FR-992.\n`,
    expected: dangling('plan', /FR-992/, /FR-992/),
  })),
  inSpec('a specification that names a requirement which it lacks', (spec) => ({
    text: `${spec.trimEnd()}\n\n- This follows from FR-993.\n`,
    expected: dangling('specify', /FR-993/, /FR-993/),
  })),
  inTasks('a range of requirements that goes too far', (tasks) => ({
    text: onTask(tasks, 0, (line) => `${line} (FR-997–FR-999)`),
    expected: dangling('tasks', /FR-997/, /FR-997/),
  })),
  inTasks('a task of a story that does not exist', (tasks) => ({
    text: append(tasks, '- [ ] T901 [US77] Write the greeting in src/greeting.ts'),
    expected: dangling('tasks', /US77/, /US77/),
  })),
  inTasks('a dependency on a task that does not exist', (tasks) => ({
    text: onTask(tasks, 2, (line) => `${line} (depends on T989)`),
    expected: dangling('tasks', /T989/, /T989/),
  })),
  inTasks('a sentence about a task that does not exist', (tasks) => ({
    text: `${tasks.trimEnd()}\n\n- T988 must be reviewed by two people.\n`,
    expected: dangling('tasks', /T988/, /T988/),
  })),
  // Order
  inTasks('two tasks that need each other', (tasks) => ({
    text: append(
      tasks,
      '- [ ] T911 Write one half in src/one.ts (depends on T912)',
      '- [ ] T912 Write the other half in src/two.ts (depends on T911)',
    ),
    expected: cycle(/T91[12]/),
  })),
  inTasks('three tasks in a circle', (tasks) => ({
    text: append(
      tasks,
      '- [ ] T921 Write the reader in src/a.ts (depends on T923)',
      '- [ ] T922 Write the writer in src/b.ts (depends on T921)',
      '- [ ] T923 Write the format in src/c.ts (depends on T922)',
    ),
    expected: cycle(/T92[123]/),
  })),
  inTasks('a task that needs itself', (tasks) => ({
    text: append(tasks, '- [ ] T931 Write the index in src/index.ts (depends on T931)'),
    expected: cycle(/T931/),
  })),
  inTasks('a task that needs one of a later phase', (tasks) => ({
    text: append(
      onTask(tasks, 0, (line) => `${line} (depends on T941)`) ?? tasks,
      '',
      '## Phase 90: Much later',
      '',
      '- [ ] T941 Publish the package in package.json',
    ),
    expected: { type: 'Inconsistency', message: /depends on T941.*later phase/, target: 'tasks', at: /T941/ },
  })),
  // Duplication
  inSpec('a requirement id that is used twice', (spec) => ({
    text: afterLast(spec, /^.*\bFR-\d+.*[:：]/, copied(spec, /^.*\bFR-0*1\b.*[:：]/, FOREIGN)),
    expected: double('specify', /FR-0*1 is defined here and on line/, /FR-0*1/),
  })),
  inSpec('a success criterion id that is used twice', (spec) => ({
    text: afterLast(
      spec,
      /^.*\bSC-\d+.*[:：]/,
      copied(spec, /^.*\bSC-0*1\b.*[:：]/, 'Nobody waits longer than 9 days.'),
    ),
    expected: double('specify', /SC-0*1 is defined here and on line/, /SC-0*1/),
  })),
  inSpec('a story number that is used twice', (spec) => {
    const story = readSpec(spec).user_stories.at(-1);
    return {
      text:
        story === undefined
          ? null
          : beforeFirst(spec, /^#{2,3} (?:Edge Cases|Requirements)/, [
              `### User Story ${story.number} - Feed the dog (Priority: P3)`,
              '',
              '1. **Given** a dog, **When** it is hungry, **Then** it is fed.',
              '',
            ]),
      expected: double('specify', /User Story \d+ stands here and on line/, /Feed the dog|User Story/),
    };
  }),
  inSpec('a requirement that is said twice', (spec) => ({
    text: afterLast(spec, /^.*\bFR-\d+.*[:：]/, secondTime(spec)),
    expected: double('specify', /FR-092 says nearly the same as/, /FR-092/),
  })),
  inTasks('a task id that is used twice', (tasks) => ({
    text: append(tasks, `- [ ] ${parseTasks(tasks).tasks[0]?.id ?? 'T001'} Polish the brass in src/brass.ts`),
    expected: double('tasks', /each task id once/, /brass/),
  })),
  inTasks('a task that is listed twice', (tasks) => ({
    text: append(
      tasks,
      '- [ ] T951 Write the parser of recipes with its tests in src/recipes.ts',
      '- [ ] T952 Write the parser of recipes with its tests in src/recipes.ts',
    ),
    expected: double('tasks', /T952 says the same as T951/, /T952/),
  })),
  // Placeholders and open points
  inSpec('the title of the template', (spec) => ({
    text: spec.replace(/^# .*$/m, '# Feature Specification: [FEATURE NAME]'),
    expected: placeholder('specify', /FEATURE NAME/),
  })),
  inSpec('an open point', (spec) => ({
    text: afterLast(
      spec,
      /^.*\bFR-\d+.*[:：]/,
      '- **FR-093**: The shop MUST close [NEEDS CLARIFICATION: when?]',
    ),
    expected: { type: 'Ambiguity', message: /when\?/, target: 'clarify', at: /NEEDS CLARIFICATION/ },
  })),
  inSpec('a requirement to be done', (spec) => ({
    text: afterLast(spec, /^.*\bFR-\d+.*[:：]/, '- **FR-094**: TODO'),
    expected: placeholder('specify', /FR-094/),
  })),
  inSpec('the place of the request', (spec) => ({
    text: spec.replace(/^# .*$/m, (title) => `${title}\n\n**Input**: User description: "$ARGUMENTS"`),
    expected: placeholder('specify', /ARGUMENTS/),
  })),
  inSpec('an instruction of the template', (spec) => ({
    text: spec.replace(/^# .*$/m, (title) => `${title}\n\n[Describe this user journey in plain language]`),
    expected: placeholder('specify', /Describe this/),
  })),
  inPlan('a field of the plan that is open', (plan) => ({
    text: plan.replace(/^# .*$/m, (title) => `${title}\n\n**Storage**: NEEDS CLARIFICATION`),
    expected: { type: 'Underspecification', message: /leaves something open/, target: 'plan', at: /Storage/ },
  })),
  inPlan('a field of the plan to be decided', (plan) => ({
    text: plan.replace(/^# .*$/m, (title) => `${title}\n\n**Storage**: TBD`),
    expected: placeholder('plan', /TBD/),
  })),
  inPlan('a field of the template', (plan) => ({
    text: plan.replace(
      /^# .*$/m,
      (title) => `${title}\n\n**Target Platform**: [e.g., Linux server, iOS 15+]`,
    ),
    expected: placeholder('plan', /Target Platform/),
  })),
  inTasks('a question in place of a path', (tasks) => ({
    text: onTask(tasks, 0, (line) => `${line} and in ???`),
    expected: placeholder('tasks', /\?\?\?/),
  })),
  inTasks('a phase of the template', (tasks) => ({
    text: append(
      tasks,
      '',
      '## Phase 91: User Story 1 - [Title] (Priority: P9)',
      '',
      '- [ ] T961 [US1] Paint src/fence.ts',
    ),
    expected: placeholder('tasks', /\[Title\]/),
  })),
  // Missing and empty parts
  inSpec('no success criteria', (spec) => ({
    text:
      /^## Success Criteria/m.test(spec) && !/SC-\d/.test(withoutSection(spec, /^## Success Criteria/))
        ? withoutSection(spec, /^## Success Criteria/)
        : null,
    expected: lacks('specify', /success criteria/),
  })),
  inSpec('no requirements', (spec) => ({
    text: /^#{2} Requirements/m.test(spec) ? withoutSection(spec, /^## Requirements/) : null,
    expected: lacks('specify', /numbered requirements/),
  })),
  inSpec('a requirement that says nothing', (spec) => ({
    text: afterLast(spec, /^.*\bFR-\d+.*[:：]/, '- **FR-095**:'),
    expected: { ...lacks('specify', /what FR-095 demands/), at: /FR-095/ },
  })),
  inSpec('a story that cannot be tested', (spec) => ({
    text: beforeFirst(spec, /^#{2,3} (?:Edge Cases|Requirements)/, [
      '### User Story 1234 - Admire the sunset (Priority: P3)',
      '',
      'People admire it.',
      '',
    ]),
    expected: { ...lacks('specify', /scenarios of User Story 1234/), at: /1234/ },
  })),
  inSpec('a requirement without a measure', (spec) => ({
    text: afterLast(spec, /^.*\bFR-\d+.*[:：]/, '- **FR-096**: The system MUST be fast and user-friendly.'),
    expected: { type: 'Ambiguity', message: /FR-096 cannot be tested/, target: 'clarify', at: /FR-096/ },
  })),
  inPlan('no technical context', (plan) => ({
    text:
      /^## Technical Context/m.test(plan) && /^## Constitution/m.test(plan)
        ? withoutSection(plan, /^## Technical Context/)
        : null,
    expected: lacks('plan', /technical context/),
  })),
  inPlan('no constitution check', (plan) => ({
    text:
      /Documentation \(this feature\)/.test(plan) && /^## Constitution/m.test(plan)
        ? withoutConstitution(plan)
        : null,
    expected: lacks('plan', /constitution check/),
  })),
  inPlan('a violation without a reason', (plan) => ({
    text: /^## Constitution Check/m.test(plan)
      ? withoutSection(plan, /^## Complexity Tracking/).replace(
          /^## Constitution Check.*$/m,
          (title) => `${title}\n\n- **Test first**: ❌ VIOLATION, tests come last`,
        )
      : null,
    expected: { type: 'Constitution', message: /does not say why/, target: 'plan', at: /tests come last/ },
  })),
  inSpec('an empty section', (spec) => ({
    text: `${spec.trimEnd()}\n\n## Edge Cases\n`,
    expected: {
      type: 'Underspecification',
      message: /"Edge Cases" is empty/,
      target: 'specify',
      at: /Edge Cases/,
    },
  })),
  inTasks('a task that says nothing', (tasks) => ({
    text: append(tasks, '- [ ] T971 [P]'),
    expected: { ...lacks('tasks', /what T971 is to do/), at: /T971/ },
  })),
];
