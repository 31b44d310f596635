/** Changes to documents, as somebody makes them who does not look at the rest. */
import { readSpec } from '../../../src/documents/spec.js';
import { parseTasks } from '../../../src/documents/tasks.js';

/** Puts a line behind the last one that matches, and behind what belongs to it. */
export function afterLast(text: string, pattern: RegExp, line: string | null): string | null {
  const lines = text.split('\n');
  const last = lines.findLastIndex((each) => pattern.test(each) && /^\s*[-*]/.test(each));
  if (line === null || last < 0) return null;
  let end = last + 1;
  while (end < lines.length && /^\s+\S/.test(lines[end] ?? '')) end++;
  return [...lines.slice(0, end), line, ...lines.slice(end)].join('\n');
}

export function beforeFirst(text: string, pattern: RegExp, added: readonly string[]): string | null {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => pattern.test(line));
  return first < 0 ? null : [...lines.slice(0, first), ...added, ...lines.slice(first)].join('\n');
}

/** Puts lines behind the last task. */
export function append(tasks: string, ...added: readonly string[]): string {
  const last = Math.max(...parseTasks(tasks).tasks.map(({ line }) => line));
  const lines = tasks.split('\n');
  let end = last;
  while (end < lines.length && /^\s+\S/.test(lines[end] ?? '')) end++;
  return [...lines.slice(0, end), ...added, ...lines.slice(end)].join('\n');
}

export function onTask(tasks: string, index: number, change: (line: string) => string): string | null {
  const line = parseTasks(tasks).tasks[index]?.line;
  if (line === undefined) return null;
  return tasks
    .split('\n')
    .map((each, i) => (i + 1 === line ? change(each.trimEnd()) : each))
    .join('\n');
}

export function copied(text: string, pattern: RegExp, statement: string): string | null {
  const line = text.split('\n').find((each) => pattern.test(each) && /^\s*[-*]/.test(each));
  const head = line === undefined ? null : /^\s*[-*]\s+\**(?:FR|SC)-\d+\**[:：]?\**[:：]?/.exec(line);
  return head ? `${head[0]} ${statement}` : null;
}

export function secondTime(spec: string): string | null {
  const one = readSpec(spec).requirements.find(
    ({ text }) => text.split(' ').length > 12 && /[a-z]/.test(text),
  );
  return one === undefined ? null : `- **FR-092**: ${one.text}`;
}

export function withoutSection(text: string, heading: RegExp): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => heading.test(line));
  if (start < 0) return text;
  const next = lines.findIndex((line, i) => i > start && /^##? /.test(line));
  return [...lines.slice(0, start), ...(next < 0 ? [] : lines.slice(next))].join('\n');
}

/** Some repeat the check after the design. */
export function withoutConstitution(plan: string): string {
  let text = plan;
  while (/^#{2,} .*Constitution/im.test(text)) {
    const before = text;
    text = withoutSection(text, /^#{2,} .*Constitution/i);
    if (text === before) break;
  }
  return text;
}

export function mentions(text: string, id: string): number {
  return text.split(id).length - 1;
}

/** The only line with this id names no other one. */
export function only(tasks: string, id: string): boolean {
  const line = tasks.split('\n').find((each) => each.includes(id)) ?? '';
  return /^\s*- \[/.test(line) && (line.match(/FR-\d+/g) ?? []).length === 1;
}
