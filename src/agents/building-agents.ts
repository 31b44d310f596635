import { COMPLEXITY_POINTS, SIMPLE_BUG } from '../domain/bug-complexity.js';
import { type AgentDefinition, CODE, FIXES, NOTHING, TESTS } from './definition.js';

const SPEC = '{dir}/spec.md';
const PLAN = '{dir}/plan.md';
const TASKS = '{dir}/tasks.md';
const CONSTITUTION = '.specify/memory/constitution.md';

const building = { needsModel: true, needsFeature: true } as const;
const code = { needsModel: false, steps: [], mayWrite: NOTHING, writes: [] } as const;

/** The agents that build, check and hand over. */
export const BUILDING_AGENTS: readonly AgentDefinition[] = [
  {
    ...building,
    name: 'implement',
    purpose: 'Do one task of the plan, test first.',
    reads: [SPEC, PLAN, TASKS, '{dir}/data-model.md', '{dir}/contracts/', CONSTITUTION],
    writes: ['code and tests'],
    mayWrite: CODE,
    success: 'the task is done and its tests pass',
    steps: [
      'Do the task that is named below and no other; where none is named, build the whole specification.',
      'Write a failing test, then the code that makes it pass, in the style of the code around it.',
      'Do not tick tasks.md and do not change the specification: the orchestrator ticks when the work has landed.',
      'Run the tests before you answer. With feedback, mend exactly what it names.',
    ],
    result: {
      files_changed: 'list of paths',
      tests_added: 'number of tests',
      nothing_to_do: 'only where no file had to change: where the work is already',
    },
    errors: [
      'PrerequisiteError when something that the task needs is missing',
      'SpecMismatch when the specification contradicts itself or the code',
    ],
  },
  {
    ...code,
    name: 'test',
    purpose: "Run the repository's own quality commands and report what fails.",
    reads: ["the repository's test configuration"],
    needsFeature: false,
    success: 'every quality command ends with exit code 0',
    result: { commands: 'list of { name, command, exit_code }', failures: 'number of failures' },
    errors: ['TestValidationError when a quality command fails'],
  },
  {
    ...building,
    name: 'review',
    purpose:
      'Clean up what was built: duplicates, misplaced files, names, dead code, breaches of the constitution.',
    reads: [SPEC, PLAN, TASKS, CONSTITUTION],
    writes: ['code and tests'],
    mayWrite: CODE,
    needsFeature: false,
    success: 'nothing is left that the constitution forbids, and behaviour is unchanged',
    steps: [
      'Look only at what this feature changed: the files that its tasks and plan name, or without them those that its specification is about.',
      'Mend small things yourself and keep the tests passing.',
      'Report what needs a new implementation.',
    ],
    result: { changes: 'list of what was cleaned up', verdict: '"clean" or "cleaned"' },
    errors: [
      'QualityGateFailure with blocking_issues and suggested_action implement, when implement must redo something',
    ],
  },
  {
    ...building,
    name: 'e2e-test-builder',
    purpose: 'Write end-to-end tests from the success criteria, and say where the implementation is missing.',
    reads: [SPEC, PLAN],
    writes: ['end-to-end tests'],
    mayWrite: TESTS,
    success: 'every user story has an end-to-end test that exercises it from outside',
    steps: [
      'Use the end-to-end tool that the repository has; place tests where it finds them.',
      'Test behaviour through the outermost interface. Mock nothing of this repository.',
      'Write the tests for everything that the specification asks for, also for what is not there yet.',
      'Compare the specification with what exists. With everything there, implementation_status is COMPLETE; else it is MISSING, and gaps names every missing feature. Do not implement anything.',
    ],
    result: {
      test_file: 'path of the test',
      test_coverage: 'share of success criteria with a test, 0 to 100',
      implementation_status: '"COMPLETE" or "MISSING"',
      gaps: 'list of { feature: what is missing, requirement: its id, location: where it belongs }, empty when COMPLETE',
    },
    errors: ['PrerequisiteError when spec.md is missing'],
  },
  {
    ...building,
    name: 'e2e-test-fixer',
    purpose: 'Find why an end-to-end test fails and mend the cause.',
    reads: [SPEC, PLAN, 'the end-to-end tests'],
    writes: ['end-to-end tests', SPEC, 'code, for a simple bug'],
    mayWrite: FIXES,
    success: 'all end-to-end tests pass, which the orchestrator checks by running them',
    steps: [
      'Decide the root cause of the failures in FEEDBACK_CONTEXT, one at a time: TEST_BUG, SPEC_MISMATCH or IMPLEMENTATION_BUG. Never weaken a test to make it pass.',
      'TEST_BUG: mend the test; change nothing else. SPEC_MISMATCH: mend specification and test, and list each change in spec_updates; a person looks at it later.',
      `IMPLEMENTATION_BUG: name what applies in complexity. ${pointsText()}. Up to ${SIMPLE_BUG} points mend code and, where it is wrong, the specification; above change nothing and list in blocking_issues of an ImplementationGap what is to be built.`,
      'You are asked again while tests fail.',
    ],
    result: {
      root_cause: '"TEST_BUG", "SPEC_MISMATCH" or "IMPLEMENTATION_BUG"',
      complexity:
        'for IMPLEMENTATION_BUG { code_size, architectural_impact, risk, testing }, each a value of the table, "none", or a list of those that apply',
      spec_updates: 'list of { file, change }, such as "SC-002 from 5 s to 10 s"',
    },
    errors: [
      'ImplementationGap with blocking_issues and suggested_action implement, and complexity in result',
      'ServiceUnhealthy when a service that the tests need does not answer',
    ],
  },
  {
    ...code,
    name: 'taskstoissues',
    purpose: 'Turn every task into an issue.',
    reads: [TASKS],
    needsFeature: true,
    success: 'every task has its issue',
    result: { issues: 'list of { task_id, title, depends_on, done }' },
    errors: ['PrerequisiteError when the feature has no tasks'],
  },
];

/** The seed's table of points, as the fixer is told it. */
function pointsText(): string {
  return Object.entries(COMPLEXITY_POINTS)
    .map(([factor, values]) => {
      const named = Object.entries(values).filter(([, points]) => points > 0);
      return `${factor}: ${named.map(([value, points]) => `${value} ${points}`).join(', ')}`;
    })
    .join('; ');
}
