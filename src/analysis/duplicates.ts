/** What is defined or asked for twice. */
import type { Feature, SpecText, TasksText } from './feature.js';
import { type DocumentName, type Finding, findingAt, quote } from './finding.js';
import { contentWords, similarity } from './words.js';

/** Duplicate ids, and requirements or tasks that say the same. */
export function duplicates({ spec, tasks }: Feature): readonly Finding[] {
  return [
    ...(spec === null ? [] : [...duplicateRequirements(spec), ...duplicateStories(spec), ...sameText(spec)]),
    ...(tasks === null ? [] : duplicateTasks(tasks)),
  ];
}

function duplicateRequirements({
  duplicate_ids,
  requirements,
  success_criteria,
  lines,
}: SpecText): Finding[] {
  const first = new Map([...requirements, ...success_criteria].map((each) => [each.id, each.line]));
  return duplicate_ids.flatMap(({ id, line }) => {
    const other = first.get(id) ?? 0;
    // A list of results or a sentence that begins with an id only refers to the definition.
    if (formOf(lines[line - 1], id) !== formOf(lines[other - 1], id)) return [];
    return [duplicateId('spec.md', line, `${id} is defined here and on line ${other}`, id)];
  });
}

function formOf(line: string | undefined, id: string): string {
  const text = (line ?? '').trim();
  const place = text.indexOf(id);
  const after = text.slice(place + id.length).trimStart();
  const sign = /^[*_]*\s*[:：]/.test(after) || /^[*_]{1,3}/.test(after) ? 'definition' : 'mention';
  return `${text
    .slice(0, place)
    .replace(/\[[ xX]\]/, '')
    .trim()} ${sign}`;
}

function duplicateStories({ user_stories, lines }: SpecText): Finding[] {
  const first = new Map<number, number>();
  return user_stories.flatMap(({ number, line }) => {
    // `User Story 5a` is another one than 5.
    if (new RegExp(`(?<!\\d)${number}[a-z]\\b`).test(lines[line - 1] ?? '')) return [];
    const other = first.get(number);
    if (other === undefined) {
      first.set(number, line);
      return [];
    }
    return [
      duplicateId('spec.md', line, `User Story ${number} stands here and on line ${other}`, 'each story'),
    ];
  });
}

function duplicateTasks({ diagnostics, lines, tasks }: TasksText): Finding[] {
  const ids = diagnostics.flatMap(({ kind, line, message }) => {
    // Some write a task's id into the heading above it.
    if (kind !== 'duplicate_id' || /^\s*#/.test(lines[line - 1] ?? '')) return [];
    return [duplicateId('tasks.md', line, message, 'each task')];
  });
  const seen = new Map<string, (typeof tasks)[number]>();
  const same = tasks.flatMap((task) => {
    const key = [
      task.phase,
      task.stories.join(),
      task.description.toLowerCase().replace(/\W+/g, ' ').trim(),
    ].join('|');
    const other = seen.get(key);
    if (other === undefined) seen.set(key, task);
    if (other === undefined || contentWords(task.description).size < 3) return [];
    return [
      repeated('tasks.md', task.line, `${task.id} says the same as ${other.id}: ${quote(task.description)}`),
    ];
  });
  return [...ids, ...same];
}

const SAME = 0.95;

/** Two requirements that differ in hardly a word; a different number is a different requirement. */
function sameText({ requirements, success_criteria }: SpecText): Finding[] {
  return [requirements, success_criteria].flatMap((list) => {
    const read = list.map((each) => ({ ...each, words: contentWords(each.text), marks: marksOf(each.text) }));
    return read.flatMap((one, i) => {
      if (one.words.size < 5) return [];
      const other = read.slice(0, i).find((earlier) => {
        return earlier.marks === one.marks && similarity(earlier.words, one.words) >= SAME;
      });
      return other === undefined
        ? []
        : [
            repeated(
              'spec.md',
              one.line,
              `${one.id} says nearly the same as ${other.id} on line ${other.line}`,
            ),
          ];
    });
  });
}

/** Numbers, code and denials, which turn the meaning of otherwise equal words. */
function marksOf(text: string): string {
  return (text.match(/\d+|`[^`]+`|"[^"]+"|\b(?:not|never|no|un\w+)\b/gi) ?? []).join(' ').toLowerCase();
}

function duplicateId(document: DocumentName, line: number, message: string, what: string): Finding {
  return findingAt(document, line, {
    severity: 'HIGH',
    type: 'Duplication',
    message,
    recommendation: `Give ${what} a number of its own and mend what refers to it.`,
  });
}

function repeated(document: DocumentName, line: number, message: string): Finding {
  return findingAt(document, line, {
    severity: 'MEDIUM',
    type: 'Duplication',
    message,
    recommendation: 'Keep the clearer one and take the other out, or say what sets them apart.',
  });
}
