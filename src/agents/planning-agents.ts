import { type AgentDefinition, FEATURE_ONLY } from './definition.js';

const planning = { mayWrite: FEATURE_ONLY, needsModel: true, needsFeature: true } as const;

const SPEC = '{dir}/spec.md';
const PLAN = '{dir}/plan.md';
const RESEARCH = '{dir}/research.md';
const TASKS = '{dir}/tasks.md';
const CONSTITUTION = '.specify/memory/constitution.md';

const TOO_VAGUE =
  'ValidationError when the request cannot be understood well enough to write anything that could be tested; list what is unclear in blocking_issues';

/** The agents that write the specification, the plan and the tasks. */
export const PLANNING_AGENTS: readonly AgentDefinition[] = [
  {
    ...planning,
    name: 'specify',
    purpose: 'Turn the request into a specification that says what is wanted and why, without saying how.',
    reads: [CONSTITUTION, '.specify/templates/spec-template.md'],
    writes: [SPEC, '{dir}/checklists/requirements.md'],
    success: 'spec.md holds at least one numbered requirement (FR-001)',
    steps: [
      'Read the constitution, and follow the spec template section by section if there is one.',
      'Write prioritised user stories (`### User Story 1 - Title (Priority: P1)`), each with Given/When/Then scenarios and a way to test it alone.',
      'Write edge cases, functional requirements (`- **FR-001**: …`) and measurable success criteria (`- **SC-001**: …`).',
      'Mark at most three open points as `[NEEDS CLARIFICATION: question]`; for the rest choose the usual answer and list it under `## Assumptions`.',
      'Write checklists/requirements.md and tick only what the specification really fulfils.',
    ],
    result: { spec_file: 'path of spec.md', requirements: 'number of requirements' },
    errors: [TOO_VAGUE],
  },
  {
    ...planning,
    name: 'clarify',
    purpose:
      'Find what the specification leaves open, settle it, and ask people only what they alone can answer.',
    reads: [SPEC, CONSTITUTION],
    writes: [SPEC],
    success: 'spec.md still holds its requirements, and every settled point is written where it belongs',
    steps: [
      'Look for ambiguity in scope, data, behaviour on failure, limits, security and terms.',
      'Settle what the repository, the constitution or common practice answers: record it under `## Clarifications`, `### Session YYYY-MM-DD`, as `- Q: … → A: …`, and mend the affected sections.',
      'Put what only a person can answer, and what would change the plan, into result.questions: as few as possible, each with two to five options and the one that you recommend. The workflow stops for the answers, and you are asked again with them.',
      'Keep requirement ids as they are. Remove a `[NEEDS CLARIFICATION]` mark when it is settled.',
    ],
    result: {
      resolved: 'number of settled questions',
      questions:
        'list of { "question": one sentence, "options": list of texts, or empty where only free text will do, "recommended": letter of the best option or null }, empty when nothing is left to ask',
    },
    errors: [TOO_VAGUE],
  },
  {
    ...planning,
    name: 'research',
    purpose: 'Find the facts that the plan needs: libraries, interfaces, limits, alternatives.',
    reads: [SPEC, CONSTITUTION],
    writes: [RESEARCH],
    success: 'research.md exists and gives a source for every claim about something outside the repository',
    steps: [
      'List what is unknown and matters for the plan.',
      'For each write Decision, Rationale, Alternatives considered, and Sources. Say so when something could not be looked up.',
    ],
    result: { decisions: 'number of decisions' },
    errors: ['ExternalServiceError when a source that is indispensable cannot be reached'],
  },
  {
    ...planning,
    name: 'plan',
    purpose: 'Decide how the specification is to be built in this repository.',
    reads: [SPEC, RESEARCH, CONSTITUTION, '.specify/templates/plan-template.md'],
    writes: [PLAN, RESEARCH, '{dir}/data-model.md', '{dir}/contracts/', '{dir}/quickstart.md'],
    success: 'plan.md exists',
    steps: [
      'Read the code that the feature touches before deciding anything.',
      'Follow the plan template if there is one. Write Summary, Technical Context, Constitution Check, Project Structure with real paths, and how each part is tested.',
      'Add data-model.md, contracts/ and quickstart.md only where they say something.',
      'Name every deviation from the constitution under Complexity Tracking, with its reason.',
    ],
    result: { plan_file: 'path of plan.md', constitution_check: '"pass" or the list of violations' },
    errors: ['PrerequisiteError when spec.md is missing'],
  },
  {
    ...planning,
    name: 'checklist',
    purpose:
      'Write a checklist that tests the requirements themselves: are they complete, clear, consistent, measurable?',
    reads: [SPEC, PLAN],
    writes: ['{dir}/checklists/'],
    success: 'at least one checklist exists',
    steps: [
      'Choose the domain that carries the risk (api, security, ux, …) and write checklists/<domain>.md.',
      'Write items as `- [ ] CHK001 question [Quality] [Spec FR-001]`; append to a checklist that exists.',
      'Tick an item only where the documents answer it.',
    ],
    result: { checklists: 'list of paths', open_items: 'number of items that are not ticked' },
    errors: ['PrerequisiteError when spec.md is missing'],
  },
  {
    ...planning,
    name: 'tasks',
    purpose: 'Cut the plan into small tasks, in the order of their dependencies.',
    reads: [
      SPEC,
      PLAN,
      RESEARCH,
      '{dir}/data-model.md',
      '{dir}/contracts/',
      '.specify/templates/tasks-template.md',
    ],
    writes: [TASKS],
    success: 'tasks.md can be read by a program, has at least one task and no circular dependency',
    steps: [
      'Write `- [ ] T001 [P] [US1] Description with the path of each file`, under `## Phase N: Title`.',
      'Order phases: setup, foundations, one per user story by priority, polish. Write the test of a behaviour before its code.',
      '`[P]` means: other files than its neighbours and nothing unfinished needed. Say other dependencies as `(depends on T003)`.',
      'Every requirement is covered by at least one task.',
    ],
    result: {
      tasks_file: 'path of tasks.md',
      task_count: 'number of tasks',
      parallel_tasks: 'number of [P] tasks',
    },
    errors: ['PrerequisiteError when plan.md is missing'],
  },
  {
    ...planning,
    name: 'analyze',
    mayWrite: { allow: ['{dir}/analysis.md'], deny: [] },
    purpose:
      'Compare specification, plan, tasks and constitution, and report what does not fit. Change nothing.',
    reads: [SPEC, PLAN, TASKS, CONSTITUTION],
    writes: ['{dir}/analysis.md (optional)'],
    success: 'there is no finding of severity CRITICAL or HIGH',
    steps: [
      'Look for duplication, ambiguity, underspecification, constitution violations, coverage gaps and inconsistency.',
      'What a program can see was looked for already and stands in CODE_FINDINGS: requirements without tasks, dangling references, double ids, circles, placeholders. Do not repeat it; judge what only a reader can.',
      'Compare only what is there: a missing document is no finding.',
      'Give each finding a severity, a location such as `spec.md:67` and a recommendation; at most fifty.',
    ],
    result: { findings: 'list of findings', coverage: 'share of requirements that have a task, 0 to 100' },
    errors: [
      'QualityGateFailure when there are CRITICAL or HIGH findings: put them in blocking_issues, set feedback_required, and name in suggested_action the agent that must mend them (specify or clarify for gaps in the spec, plan for the plan, tasks for coverage)',
    ],
  },
];
