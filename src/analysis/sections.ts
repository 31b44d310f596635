/** Parts that a document needs and does not have, or has only as a heading. */
import {
  type Feature,
  type PlanText,
  type Section,
  type SpecText,
  sectionsOf,
  type TasksText,
} from './feature.js';
import { type DocumentName, type Finding, findingAt, quote } from './finding.js';

/** Missing and empty parts of the documents. */
export function sectionDefects({ spec, plan, tasks }: Feature): readonly Finding[] {
  return [
    ...(spec === null ? [] : [...missingFromSpec(spec), ...untestable(spec), ...emptyRequirements(spec)]),
    ...(plan === null ? [] : missingFromPlan(plan)),
    ...(tasks === null ? [] : [...emptyTasks(tasks), ...unread(tasks)]),
    ...empty('spec.md', spec === null ? [] : sectionsOf(spec)),
    ...empty('plan.md', plan === null ? [] : sectionsOf(plan)),
    ...empty('tasks.md', tasks === null ? [] : sectionsOf(tasks)),
  ];
}

function missingFromSpec(spec: SpecText): Finding[] {
  const missing: string[] = [];
  if (spec.requirements.length === 0) missing.push('numbered requirements (`- **FR-001**: …`)');
  // Short specifications of small changes do without criteria of success.
  const isFull = spec.user_stories.length > 0 && spec.requirements.length > 0;
  const hasCriteria =
    spec.success_criteria.length > 0 || sectionsOf(spec).some(({ title }) => SUCCESS.test(title));
  if (isFull && !hasCriteria) missing.push('success criteria (`- **SC-001**: …`)');
  return missing.map((what) => lacking('spec.md', firstLine(spec), what, 'HIGH'));
}

const SUCCESS = /success|criteria|outcome|成功|기준|succès|éxito|erfolg/i;

/**
 * A plan that follows the template must have the template's parts. Short plans of small changes have other forms, which
 * are left to people.
 */
function missingFromPlan(plan: PlanText): Finding[] {
  const titles = sectionsOf(plan).map(({ title }) => title);
  const check = titles.findIndex((title) => /constitution/i.test(title));
  const structure = titles.findIndex((title) => /project structure/i.test(title));
  const isTemplate =
    titles.some((title) => /documentation \(this feature\)/i.test(title)) ||
    (check >= 0 && check < structure);
  const missing: string[] = [];
  // A plan may only point to where the approach stands.
  const isEmpty =
    titles.length < 2 && plan.paths.length === 0 && !plan.prose.some(({ text }) => /spec\.md/.test(text));
  if (!plan.has_technical_context && (isTemplate || isEmpty)) missing.push('a technical context');
  if (!plan.has_constitution_check && isTemplate) missing.push('a constitution check');
  return missing.map((what) => lacking('plan.md', firstLine(plan), what, 'MEDIUM'));
}

const SCENARIO =
  /\bgiven\b|\bwhen\b.*\bthen\b|\bscenarios?\b|\bacceptance\b|\bindependent(?:ly)? test|前提|もし|シナリオ|场景|验收|시나리오|étant donné|scénario|\bdado\b|escenario|cenário|angenommen|szenario/i;

/** A story without a scenario cannot be tested; where no story has one the team has another way. */
function untestable(spec: SpecText): Finding[] {
  const sections = sectionsOf(spec);
  const stories = spec.user_stories.flatMap((story) => {
    const section = sections.find(({ line }) => line === story.line);
    if (section === undefined) return [];
    const text = spec.lines.slice(section.line, section.end).join('\n');
    return [{ story, tested: SCENARIO.test(text) }];
  });
  if (!stories.some(({ tested }) => tested)) return [];
  return stories
    .filter(({ tested }) => !tested)
    .map(({ story }) => {
      const what = `acceptance scenarios of User Story ${story.number}`;
      return lacking('spec.md', story.line, what, 'MEDIUM');
    });
}

function emptyRequirements({ requirements, success_criteria }: SpecText): Finding[] {
  return [...requirements, ...success_criteria]
    .filter(({ text }) => !/[\p{L}\p{N}]/u.test(text))
    .map(({ id, line }) => lacking('spec.md', line, `what ${id} demands`, 'HIGH'));
}

function emptyTasks({ tasks }: TasksText): Finding[] {
  return tasks
    .filter(({ description }) => !/[\p{L}\p{N}]/u.test(description))
    .map(({ id, line }) => lacking('tasks.md', line, `what ${id} is to do`, 'HIGH'));
}

/** Where tasks carry ids, a checkbox among them without one is a task that nobody would be given. */
function unread({ tasks, diagnostics, lines }: TasksText): Finding[] {
  if (tasks.length === 0)
    return [lacking('tasks.md', firstNonEmpty(lines), 'tasks (`- [ ] T001 …`)', 'CRITICAL')];
  return diagnostics
    .filter(({ kind }) => kind === 'unread_checkbox')
    .map(({ line, message }) =>
      findingAt('tasks.md', line, {
        severity: 'MEDIUM',
        type: 'Underspecification',
        message,
        recommendation: 'Write it as `- [ ] T012 what to do in path/of/file`.',
      }),
    );
}

/** Headings that stand for nothing. The template's own headings may be kept empty where they hold other headings. */
function empty(document: DocumentName, sections: readonly Section[]): Finding[] {
  return sections
    .filter((section, i) => {
      const key = MANDATORY.exec(section.title)?.[0].split(' ').at(-1)?.toLowerCase();
      // Some write the parts of a section at the section's own depth.
      const isContinued = sections[i + 1]?.title.toLowerCase().includes(key ?? '') ?? false;
      return key !== undefined && section.depth > 1 && section.blocks.length === 0 && !isContinued;
    })
    .map(({ title, line }) =>
      findingAt(document, line, {
        severity: 'MEDIUM',
        type: 'Underspecification',
        message: `The section "${quote(title, 60)}" is empty`,
        recommendation: 'Write it, or take the heading out.',
      }),
    );
}

/** An empty list of, say, later ideas says that there are none; these must say something. */
const MANDATORY =
  /^(?:\d+\.\s*)?(?:(?:functional |non-functional )?requirements|success criteria|measurable outcomes|user scenarios|user story|user stories|edge cases|technical context|constitution check|project structure|summary|phase \d)/i;

function lacking(document: DocumentName, line: number, what: string, severity: Finding['severity']): Finding {
  return findingAt(document, line, {
    severity,
    type: 'Underspecification',
    message: `${document} lacks ${what}`,
    recommendation: `Add ${what}.`,
  });
}

function firstLine(document: SpecText | PlanText): number {
  return document.blocks.find(({ type }) => type === 'heading')?.line ?? firstNonEmpty(document.lines);
}

function firstNonEmpty(lines: readonly string[]): number {
  return (
    Math.max(
      0,
      lines.findIndex((line) => line.trim() !== ''),
    ) + 1
  );
}
