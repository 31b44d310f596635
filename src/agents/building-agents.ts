import { type AgentDefinition, CODE, NOTHING, TESTS_AND_FEATURE } from './definition.js';

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
    result: { files_changed: 'list of paths', tests_added: 'number of tests' },
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
    reads: [SPEC, PLAN, CONSTITUTION],
    writes: ['code and tests'],
    mayWrite: CODE,
    needsFeature: false,
    success: 'nothing is left that the constitution forbids, and behaviour is unchanged',
    steps: [
      'Look only at what this feature changed.',
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
    mayWrite: TESTS_AND_FEATURE,
    success: 'every user story has an end-to-end test that exercises it from outside',
    steps: [
      'Use the end-to-end tool that the repository has; place tests where it finds them.',
      'Test behaviour through the outermost interface. Mock nothing of this repository.',
      'Compare the specification with what exists, and report what is missing.',
    ],
    result: {
      test_file: 'path of the test',
      test_coverage: 'share of success criteria with a test, 0 to 100',
    },
    errors: ['ImplementationGap with the missing features in blocking_issues and suggested_action implement'],
  },
  {
    ...building,
    name: 'e2e-test-fixer',
    purpose: 'Find why an end-to-end test fails and mend the cause.',
    reads: [SPEC, PLAN, 'the end-to-end tests'],
    writes: ['end-to-end tests', SPEC, 'code, for a simple bug'],
    mayWrite: TESTS_AND_FEATURE,
    success: 'all end-to-end tests pass, which the orchestrator checks by running them',
    steps: [
      'Decide the root cause: TEST_BUG, SPEC_MISMATCH or IMPLEMENTATION_BUG. Never weaken a test to make it pass.',
      'TEST_BUG: mend the test. SPEC_MISMATCH: mend specification and test, and list each change in spec_updates.',
      'IMPLEMENTATION_BUG: add up the complexity score. Code size: simple function 1, new file 2, new class 3. Architecture: single module 1, pipeline 2, data model 2, several services 3. Risk: configuration 1, database migration 2, production critical 2. Testing: unit tests 1, integration tests 2.',
      'Up to 3 mend the code and say so in root_cause and complexity_score; above 3 change nothing and report ImplementationGap.',
    ],
    result: {
      root_cause: '"TEST_BUG", "SPEC_MISMATCH" or "IMPLEMENTATION_BUG"',
      complexity_score: 'number, for IMPLEMENTATION_BUG',
      spec_updates: 'list of { file, change }',
    },
    errors: [
      'ImplementationGap with blocking_issues and suggested_action implement',
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
