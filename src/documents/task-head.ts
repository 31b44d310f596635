/** What stands at the beginning of a task line: id, labels, and the text that follows. */
export interface TaskHead {
  /** The task's id and further ids on the same line. */
  readonly ids: readonly [string, ...string[]];
  /** The ids are the ends of a range (`T029–T034`). */
  readonly range: boolean;
  readonly parallel: boolean;
  readonly stories: string[];
  readonly tags: string[];
  readonly text: string;
  readonly struck: Strike;
}

/** Whether the whole task, only the beginning of its text, or nothing is struck out. */
type Strike = 'all' | 'beginning' | 'none';

/** A task id: `T012`, `T031b`, `T052.1`, `T158-1`, `T-7`, `T028'`. */
export const TASK_ID = String.raw`T-?\d+(?:[.-]\d+)*(?:[A-Za-z](?![A-Za-z0-9_]))?(?:['’′](?![A-Za-z0-9_]))?(?![A-Za-z0-9_])`;

const ID = new RegExp(TASK_ID, 'y');
const MARK = /\*{1,3}|_{1,3}|~~|`/y;
const BLANK = /(?:\s|<[^<>]{0,80}>)+/y;
const WORD_TASK = /(?:Task|TASK|タスク|任务|任務|작업|Tarea|Tarefa|Tâche|Aufgabe)[\s:#：]*(?=T-?\d)/y;
const EMOJI = /(?:\p{Extended_Pictographic}|\uFE0F|\u200D)+/uy;
const LABEL = /\[([^[\]:]{1,40})\](?!\()/y;
/** A label with emphasis of its own, behind the id. */
const MARKED_LABEL = /(\*{1,3}|_{1,3}|`)\[([^[\]:]{1,40})\]\1/y;
const PUNCTUATION = /(?:[:：、|·]|[-–—.)](?=\s|$))\s*/y;
const JOIN =
  /(?:\*\*|`)?\s*(?:([,/&+、]|and\b|y\b|et\b|und\b)|([-–—~〜～]|\.{2,3}|…|to\b|through\b))\s*(?:\*\*|`)?(?=T-?\d)/y;

/** Reads the head of a task from the text after its checkbox or heading marker; null where it has no id in front. */
export function readTaskHead(source: string): TaskHead | null {
  const scan = scanner(source);
  const open: string[] = [];
  const ids: string[] = [];
  const labels: string[] = [];
  let range = false;
  let struck = false;
  for (;;) {
    if (scan.take(BLANK)) continue;
    const marked = ids.length > 0 ? scan.take(MARKED_LABEL) : null;
    if (marked) {
      labels.push((marked[2] ?? '').trim());
      continue;
    }
    const label = scan.take(LABEL);
    if (label) {
      const inner = (label[1] ?? '').trim();
      if (ids.length === 0 && isTaskId(inner)) ids.push(plainId(inner));
      else labels.push(inner);
      continue;
    }
    const mark = scan.peek(MARK);
    // After the id only a mark that closes an open one is part of the head; others begin the text.
    if (mark && (ids.length === 0 || open.includes(mark))) {
      scan.take(MARK);
      toggle(open, mark);
      continue;
    }
    if (ids.length > 0) {
      if (scan.take(PUNCTUATION)) continue;
      break;
    }
    if (scan.take(EMOJI) || scan.take(WORD_TASK)) continue;
    const id = scan.take(ID);
    if (!id) return null;
    struck = open.includes('~~');
    ids.push(plainId(id[0]));
    for (let join = scan.take(JOIN); join; join = scan.take(JOIN)) {
      for (const each of join[0].match(/\*\*|`/g) ?? []) toggle(open, each);
      range ||= join[2] !== undefined;
      ids.push(plainId(scan.take(ID)?.[0] ?? ''));
    }
  }
  const [first, ...rest] = ids.filter((id) => id !== '');
  if (first === undefined) return null;
  const text = closeMarks(scan.rest(), open);
  return {
    ids: [first, ...rest],
    range,
    ...readLabels(labels),
    text,
    struck: struck ? 'all' : strikeOf(text),
  };
}

/** True for a text that is a task id and nothing else. */
export function isTaskId(text: string): boolean {
  ID.lastIndex = 0;
  return ID.exec(text)?.[0].length === text.length;
}

/** One spelling for ids that editors write with typographic apostrophes. */
export function plainId(id: string): string {
  return id.replace(/[’′]/g, "'");
}

/** Sorts bracket labels into the parallel mark, stories and other tags. */
function readLabels(labels: readonly string[]): Pick<TaskHead, 'parallel' | 'stories' | 'tags'> {
  let parallel = false;
  const stories: string[] = [];
  const tags: string[] = [];
  for (const label of labels) {
    const parts = label.split(/[\s,+/&]+/).filter((part) => part !== '');
    if (parts.some((part) => /^(?:P|PARALLEL|並列|并行|병렬)$/i.test(part))) parallel = true;
    const found = storiesIn(label);
    stories.push(...found.filter((story) => !stories.includes(story)));
    const known = parts.every((part) => /^(?:P|PARALLEL|並列|并行|병렬|US[-_]?\d+[a-z]?)$/i.test(part));
    if (!known && !/^(?:US[-_ ]?\d+[a-z]?\s*[-–]\s*US[-_ ]?\d+|User Story \d+)$/i.test(label))
      tags.push(label);
  }
  return { parallel, stories, tags };
}

/** Story labels in a text, in order, ranges spelled out: `US3+US4`, `US1–US3`, `User Story 2`. */
export function storiesIn(text: string): string[] {
  const found: string[] = [];
  const pattern =
    /(?:\bUS|\bUser Stor(?:y|ies)|ユーザーストーリー|用户故事|使用者故事|사용자 스토리)[-_ ]?(\d{1,4}[a-z]?)(?![A-Za-z0-9])(?:\s*[-–]\s*(?:US)?[-_ ]?(\d{1,4})(?!\d))?/gi;
  for (const match of text.matchAll(pattern)) {
    const first = match[1] ?? '';
    const from = Number.parseInt(first, 10);
    const to = match[2] === undefined ? from : Number.parseInt(match[2], 10);
    found.push(`US${first.toLowerCase()}`);
    for (let n = from + 1; n <= to && to - from < 100; n++) found.push(`US${n}`);
  }
  return [...new Set(found)];
}

function scanner(source: string) {
  let position = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = position;
    return pattern.exec(source);
  };
  return {
    peek: (pattern: RegExp) => match(pattern)?.[0] ?? null,
    take: (pattern: RegExp) => {
      const found = match(pattern);
      if (!found || found[0] === '') return null;
      position += found[0].length;
      return found;
    },
    rest: () => source.slice(position),
  };
}

function toggle(open: string[], mark: string): void {
  const at = open.lastIndexOf(mark);
  if (at < 0) open.push(mark);
  else open.splice(at, 1);
}

/** Takes out the closing half of emphasis that was opened in the head, so that the text stands alone. */
function closeMarks(text: string, open: readonly string[]): string {
  let result = text;
  for (const mark of open) {
    const at = result.indexOf(mark);
    if (at >= 0) result = result.slice(0, at) + result.slice(at + mark.length);
  }
  return result.trim();
}

function strikeOf(text: string): Strike {
  if (!text.startsWith('~~')) return 'none';
  return text.length > 4 && text.indexOf('~~', 2) === text.length - 2 ? 'all' : 'beginning';
}
