/** Whether what an agent has written is an artifact of its kind at all: lenient in form, strict about emptiness. */
import type { AgentName } from '../domain/workflows.js';
import { validateChecklists } from './checklists.js';
import { requirementCoverage } from './coverage.js';
import { danglingReferences } from './dangling.js';
import { duplicates } from './duplicates.js';
import { type Feature, type FeatureTexts, readFeature, sectionsOf } from './feature.js';
import { type DocumentName, type Finding, findingAt } from './finding.js';
import { orderDefects } from './order.js';
import { placeholders } from './placeholders.js';
import { sectionDefects } from './sections.js';

/** What the feature directory holds; a checklist's name is that of its file. */
export interface ArtifactTexts extends FeatureTexts {
  readonly research?: string | null;
  readonly checklists?: readonly { readonly name: string; readonly text: string }[];
}

type Validation = (feature: Feature, texts: ArtifactTexts) => readonly Finding[];

const VALIDATIONS: Partial<Readonly<Record<AgentName, Validation>>> = {
  specify: validateSpec,
  clarify: validateSpec,
  research: (_feature, { research }) =>
    isBlank(research) ? [lacking('research.md', 'content', 'plan')] : [],
  plan: validatePlan,
  checklist: (_feature, { checklists }) => validateChecklists(checklists ?? []),
  tasks: validateTasks,
};

/** What is wrong with the artifacts that an agent has just written; empty for agents that write none. */
export function validateArtifacts(agent: AgentName, texts: ArtifactTexts): readonly Finding[] {
  const validation = VALIDATIONS[agent];
  return validation === undefined ? [] : validation(readFeature(texts), texts).slice(0, 50);
}

/** More open points than these mean that the request was not understood. */
const MOST_CLARIFICATIONS = 3;

function validateSpec({ spec }: Feature, texts: ArtifactTexts): Finding[] {
  if (spec === null || isBlank(texts.spec)) return [lacking('spec.md', 'a specification', 'specify')];
  const titles = sectionsOf(spec).map(({ title }) => title);
  const found: Finding[] = [];
  const hasStories = spec.user_stories.length > 0 || titles.some((title) => STORIES.test(title));
  if (!hasStories)
    found.push(lacking('spec.md', 'a user story (`### User Story 1 - Title (Priority: P1)`)', 'specify'));
  const hasRequirements = spec.requirements.length > 0 || spec.prose.some(({ text }) => NUMBERED.test(text));
  if (!hasRequirements)
    found.push(lacking('spec.md', 'a numbered requirement (`- **FR-001**: …`)', 'specify'));
  const hasCriteria = spec.success_criteria.length > 0 || titles.some((title) => CRITERIA.test(title));
  if (!hasCriteria) found.push(lacking('spec.md', 'a success criterion (`- **SC-001**: …`)', 'specify'));
  const open = spec.clarifications;
  const beyond = open[MOST_CLARIFICATIONS];
  if (beyond !== undefined) {
    found.push(
      findingAt('spec.md', beyond.line, {
        severity: 'HIGH',
        type: 'Ambiguity',
        message: `expected at most ${MOST_CLARIFICATIONS} open points ([NEEDS CLARIFICATION: …]), found ${open.length}`,
        recommendation:
          'Keep those that change the scope most; choose the usual answer for the others and list it under Assumptions.',
      }),
    );
  }
  const left = { spec, plan: null, tasks: null, constitution: null };
  return [...found, ...placeholders(left).filter(isGrave), ...duplicates(left).filter(isGrave)];
}

const STORIES =
  /user stor|user scenario|scenario|journey|use case|シナリオ|ストーリー|场景|故事|시나리오|스토리|histoire|historia|história|szenari/i;
const NUMBERED = /^\W*(?:N?FR|REQ|R|NFR)-?\d+\b/;
const CRITERIA =
  /success|acceptance|criteria|outcome|成功|受け入れ|验收|成功标准|기준|succès|critère|éxito|critério|erfolg|akzeptanz/i;

function validatePlan({ plan }: Feature, texts: ArtifactTexts): Finding[] {
  if (plan === null || isBlank(texts.plan)) return [lacking('plan.md', 'a plan', 'plan')];
  const titles = sectionsOf(plan).map(({ title }) => title);
  const found: Finding[] = [];
  if (!plan.has_technical_context && !titles.some((title) => TECHNICAL.test(title)))
    found.push(lacking('plan.md', 'a section "Technical Context"', 'plan'));
  if (!plan.has_constitution_check && !titles.some((title) => /\bprinciples?\b/i.test(title)))
    found.push(lacking('plan.md', 'a section "Constitution Check"', 'plan'));
  return [...found, ...placeholders({ spec: null, plan, tasks: null, constitution: null }).filter(isGrave)];
}

const TECHNICAL = /\btech(?:nical|nology)?\b|\barchitecture\b|\bapproach\b|\bdesign\b|\bstack\b/i;

function validateTasks(feature: Feature, texts: ArtifactTexts): Finding[] {
  const { spec, tasks } = feature;
  if (tasks === null || isBlank(texts.tasks)) return [lacking('tasks.md', 'tasks', 'tasks')];
  const alone = { spec: null, plan: null, tasks, constitution: null };
  if (tasks.tasks.length === 0) return [lacking('tasks.md', 'at least one task (`- [ ] T001 …`)', 'tasks')];
  const unreadable = tasks.diagnostics
    .filter(({ severity, kind }) => severity === 'error' && kind !== 'cycle')
    .map(({ line, message }) =>
      findingAt('tasks.md', line, {
        severity: 'HIGH',
        type: 'Underspecification',
        message,
        recommendation: 'Write every task as `- [ ] T012 what to do in path/of/file`.',
      }),
    );
  const named = tasks.tasks.filter(({ files }) => files.length > 0).length;
  const found = [
    ...unreadable,
    ...orderDefects(tasks),
    ...sectionDefects(alone),
    ...placeholders(alone),
    ...duplicates(alone),
    ...danglingReferences({ ...feature, plan: null }).filter(({ target }) => target === 'tasks'),
    ...(spec === null ? [] : requirementCoverage(spec, tasks).findings),
  ].filter(isGrave);
  if (named / tasks.tasks.length < FEWEST_PATHS)
    found.push(lacking('tasks.md', 'the paths of the files that its tasks change', 'tasks'));
  return found;
}

/** Some tasks only run or verify something; a list in which hardly any task names a file is no plan of work. */
const FEWEST_PATHS = 0.1;

function isGrave({ severity }: Finding): boolean {
  return severity === 'CRITICAL' || severity === 'HIGH';
}

function isBlank(text: string | null | undefined): boolean {
  return text == null || text.trim() === '';
}

function lacking(document: DocumentName | 'research.md', what: string, target: Finding['target']): Finding {
  return {
    severity: 'HIGH',
    type: 'Underspecification',
    message: `expected ${what} in ${document}, found none`,
    location: document,
    recommendation: `Write ${what}.`,
    target,
  };
}
