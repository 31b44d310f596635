/** Requirements and user stories that no task takes up. */
import { type SpecText, sectionsOf, type TasksText } from './feature.js';
import { type Finding, findingAt, quote } from './finding.js';
import { requirementMentions } from './references.js';
import { contentWords, type Wording, wordingOf } from './words.js';

export interface Coverage {
  /** Share of the requirements that have a task, in whole per cent. */
  readonly percent: number;
  readonly findings: readonly Finding[];
}

/** From this share of named requirements on, tasks.md is taken to name every requirement that it covers. */
const CONVENTION = 0.8;
const NEARLY_ALL = 0.95;
/** Below these a requirement's wording does not come back; chosen so that requirements of other features fall below. */
const FOREIGN_SHARE = 0.25;
const FOREIGN_BEST = 0.2;
const FAMILIAR_BEST = 0.3;
const FAMILIAR_SHARE = 0.6;
const ENOUGH_WORDS = 4;
const ENOUGH_WORDS_OF_TITLE = 4;
/** What must merely stay as it is needs no task of its own. */
const PRESERVES =
  /\b(?:unchanged|untouched|preserv\w*|remains?|stays?|continues?|keeps?|byte-identical|MUST NOT|must not|no longer|still)\b/;

/**
 * Compares requirements with tasks. Many teams write no requirement ids into tasks.md; where hardly any is named, only a
 * requirement is reported of whose wording nothing comes back.
 */
export function requirementCoverage(spec: SpecText, tasks: TasksText): Coverage {
  const { requirements } = spec;
  if (requirements.length === 0 || tasks.tasks.length === 0) return { percent: 0, findings: [] };
  const named = new Set(requirementMentions(tasks.prose).map(({ id }) => id));
  // `FR-011a` refines FR-011.
  const uncited = requirements.filter(({ id }) => !named.has(id) && !named.has(id.replace(/[a-z]$/, '')));
  const share = 1 - uncited.length / requirements.length;
  const wording = wordingOfTasks(spec, tasks);
  const findings = uncited.flatMap((requirement) => {
    const severity = severityOf(requirement.text, share, requirements.length, wording);
    return severity === null ? [] : [uncovered(requirement, severity)];
  });
  const percent = Math.floor((100 * (requirements.length - findings.length)) / requirements.length);
  return { percent, findings };
}

function severityOf(
  text: string,
  share: number,
  count: number,
  wording: Wording,
): Finding['severity'] | null {
  const words = contentWords(text);
  if (share >= NEARLY_ALL || (share >= CONVENTION && count - share * count < 2)) return 'HIGH';
  if (share >= CONVENTION) {
    const isFamiliar = wording.best(words) >= FAMILIAR_BEST || wording.share(words) >= FAMILIAR_SHARE;
    return isFamiliar || PRESERVES.test(text) ? null : 'HIGH';
  }
  if (words.size < ENOUGH_WORDS || PRESERVES.test(text)) return null;
  return wording.share(words) < FOREIGN_SHARE && wording.best(words) < FOREIGN_BEST ? 'MEDIUM' : null;
}

function uncovered(
  { id, text, line }: SpecText['requirements'][number],
  severity: Finding['severity'],
): Finding {
  return findingAt('spec.md', line, {
    severity,
    type: 'Coverage Gap',
    message: `${id} has no tasks: ${quote(text)}`,
    recommendation: `Add tasks for ${id} and name it in them, or say in the specification that it is out of scope.`,
    target: 'tasks',
  });
}

const STORY_NAME = /\b(?:User Stor(?:y|ies)|US)[-_ ]?#?(\d{1,4})/gi;
const STANDS_FOR = /\b(?:corresponds? to|covers?|implements?|delivers?|satisf\w+|realis\w+|realiz\w+)\b/i;

/**
 * Stories without a task. Where the tasks of this feature are not told apart by story, only a story of whose wording
 * nothing comes back.
 */
export function storyCoverage(spec: SpecText, tasks: TasksText): readonly Finding[] {
  const covered = coveredStories(tasks);
  const open = spec.user_stories.filter(({ number }) => !covered.has(number));
  if (open.length === 0 || tasks.tasks.length === 0) return [];
  if (covered.size > 0) return open.map((story) => uncoveredStory(story, 'HIGH'));
  const wording = wordingOfTasks(spec, tasks);
  return open
    .filter(({ title }) => {
      const words = contentWords(title);
      return words.size >= ENOUGH_WORDS_OF_TITLE && wording.share(words) === 0;
    })
    .map((story) => uncoveredStory(story, 'MEDIUM'));
}

function uncoveredStory(
  { number, title, line }: SpecText['user_stories'][number],
  severity: Finding['severity'],
): Finding {
  return findingAt('spec.md', line, {
    severity,
    type: 'Coverage Gap',
    message: `User Story ${number} has no tasks: ${quote(title)}`,
    recommendation: `Add a phase for User Story ${number} whose tasks carry [US${number}].`,
    target: 'tasks',
  });
}

/** Stories that a label, the heading above a task, or a sentence about a phase with tasks names. */
function coveredStories(document: TasksText): ReadonlySet<number> {
  const { tasks, prose } = document;
  const stories = new Set<number>();
  const add = (text: string) => {
    for (const match of text.matchAll(STORY_NAME)) stories.add(Number(match[1]));
  };
  // The title's section is the whole document.
  const sections = sectionsOf(document).filter(({ depth }) => depth > 1);
  const sectionOf = (at: number) => sections.findLast(({ line, end }) => line <= at && at <= end);
  const phases = new Set(
    tasks.flatMap((task) => sections.filter(({ line, end }) => line < task.line && task.line <= end)),
  );
  for (const { title } of phases) add(title);
  for (const task of tasks) {
    for (const label of task.stories) add(label);
    add(task.description);
  }
  for (const { text, line } of prose) {
    const section = sectionOf(line);
    if (section === undefined || !STANDS_FOR.test(text) || !phases.has(section)) continue;
    // A story's own phase may say whom it builds on.
    if (section.title.search(STORY_NAME) < 0) add(text.slice(text.search(STANDS_FOR)));
  }
  return stories;
}

function wordingOfTasks({ requirements }: SpecText, { tasks, prose }: TasksText): Wording {
  return wordingOf(
    tasks.map((task) => [task.description, ...task.files].join(' ')),
    requirements.map(({ text }) => text),
    prose.map(({ text }) => text).join(' '),
  );
}
