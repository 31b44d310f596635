import { plainId, TASK_ID } from './task-head.js';

/** What a piece of prose points at; `task` ids may be the two ends of a range. */
export type Reference =
  | { readonly kind: 'task'; readonly id: string; readonly last?: string }
  | { readonly kind: 'story'; readonly story: string }
  | { readonly kind: 'phase'; readonly label: string; readonly last?: string; readonly open?: boolean }
  | { readonly kind: 'named'; readonly name: 'setup' | 'foundational' | 'polish' }
  | { readonly kind: 'all'; readonly of: 'stories' | 'phases' };

/** References that stand next to each other (`T001, T002 and T003`) and where. */
export interface Group {
  readonly start: number;
  readonly end: number;
  readonly references: Reference[];
  /** The last of several references, where it is a mention of its own. */
  readonly last: Mention | null;
}

interface Mention {
  readonly start: number;
  readonly end: number;
  readonly references: Reference[];
}

const RANGE = String.raw`\s*(?:[-–—~〜～]|\.{2,3}|…|\bto\b|\bthrough\b|(?<=\s)à(?=\s)|\bhasta\b|\bbis\b|から)\s*`;
const TASKS = new RegExp(String.raw`(?<![A-Za-z0-9_-])(${TASK_ID})(?:\**${RANGE}\**(${TASK_ID}))?`, 'g');
const NUMBERS = String.raw`(\d{1,4}(?:\.\d+)?[a-z]?(?![A-Za-z0-9]))(?:(${RANGE})(?:US-?|P(?:hase )?)?(\d{1,4})(?![A-Za-z0-9]))?(\+(?!\s*\d))?`;
const STORIES = new RegExp(
  String.raw`(?:\bUS[-_ ]?|\bUser Stor(?:y|ies) |\bStor(?:y|ies) |ユーザーストーリー\s*|用户故事\s*|사용자 스토리\s*)${NUMBERS}`,
  'gi',
);
const PHASES = new RegExp(
  String.raw`(?:\bPhases? |フェーズ\s*|阶段\s*|단계\s*|\bFases? |\bÉtapes? |\bEtapas? )${NUMBERS}`,
  'gi',
);
/** More numbers after a story or phase: `US1 + 2`, `Phases 3/4 and 5`. */
const MORE = /\s*(?:,|\+|\/|&|and|y|et|und)\s*([1-9]\d{0,3}[a-z]?)(?![\w.%])/y;
const NAMES = /\b(Setup|Foundation(?:al)?|Polish)\b(?:\s+phase)?/g;
const ALL =
  /\b(?:all|every|each)\s+(?:of\s+)?(?:the\s+)?(?:(?:desired|required|selected|previous|preceding|prior|earlier|implemented|other|needed)\s+)*(user stor(?:y|ies)|stor(?:y|ies)|phases?)\b/gi;
const BETWEEN =
  /^(?:[\s,&+/|{}()*_`、，∥‖"“”]|\band\b|\bor\b|\b[eyo]\b|\bou\b|\bet\b|\bund\b|\bplus\b|[とや和与與及或과와]|및|하고)*$/;

/**
 * Finds the references in a text, joined into groups where only separators stand between them. `isOrder` tells whether
 * words between two references speak of order.
 */
export function findGroups(text: string, isOrder: (words: string) => boolean = () => false): Group[] {
  const groups: Group[] = [];
  for (const found of findReferences(text)) {
    const last = groups.at(-1);
    const gap = last ? text.slice(last.end, found.start) : '';
    if (last && isQualified(last, found, gap) && !isOrder(gap)) {
      last.references.splice(-1, 1, ...found.references);
      groups[groups.length - 1] = { ...last, end: found.end, last: null };
    } else if (last && BETWEEN.test(gap)) {
      last.references.push(...found.references);
      groups[groups.length - 1] = { ...last, end: found.end, last: found };
    } else {
      groups.push({ ...found, references: [...found.references], last: null });
    }
  }
  return groups;
}

/** `US1 (T005)`, `US2 adapter T024` and `Phase 2 (T003–T008)` mean the tasks. */
function isQualified(before: Group, found: Mention, gap: string): boolean {
  const last = before.references.at(-1);
  if (!last || last.kind === 'task' || found.references[0]?.kind !== 'task') return false;
  return /^[\s*_`]*(?:\([\s*_`]*)?$/.test(gap) || /^(?: (?!and |or )[\w'’/-]+){0,4} [(*_`]*$/.test(gap);
}

function findReferences(text: string): Mention[] {
  const found: Mention[] = [];
  for (const match of text.matchAll(TASKS)) {
    const [whole, first = '', last] = match;
    const reference: Reference =
      last === undefined
        ? { kind: 'task', id: plainId(first) }
        : { kind: 'task', id: plainId(first), last: plainId(last) };
    found.push({ start: match.index, end: match.index + whole.length, references: [reference] });
  }
  found.push(
    ...numbered(text, STORIES, (first, last) =>
      range(first, last, 100).map((n) => ({ kind: 'story', story: `US${n}` })),
    ),
  );
  found.push(
    ...numbered(text, PHASES, (first, last, open) => [
      { kind: 'phase', label: first, ...(last === undefined ? {} : { last }), ...(open ? { open } : {}) },
    ]),
  );
  for (const match of text.matchAll(NAMES)) {
    const word = match[1] ?? '';
    const name = word === 'Setup' ? 'setup' : word === 'Polish' ? 'polish' : 'foundational';
    found.push({
      start: match.index,
      end: match.index + match[0].length,
      references: [{ kind: 'named', name }],
    });
  }
  for (const match of text.matchAll(ALL)) {
    const of = /phase/i.test(match[1] ?? '') ? 'phases' : 'stories';
    found.push({ start: match.index, end: match.index + match[0].length, references: [{ kind: 'all', of }] });
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return found.filter((each) => {
    if (each.start < end) return false;
    end = each.end;
    return true;
  });
}

function numbered(
  text: string,
  pattern: RegExp,
  make: (first: string, last: string | undefined, open: boolean) => Reference[],
): Mention[] {
  return Array.from(text.matchAll(pattern), (match) => {
    const [whole, first = '', , last, open] = match;
    const references = make(first, last, open !== undefined);
    let end = match.index + whole.length;
    MORE.lastIndex = end;
    for (let more = MORE.exec(text); more; more = MORE.exec(text)) {
      references.push(...make(more[1] ?? '', undefined, false));
      end += more[0].length;
      MORE.lastIndex = end;
    }
    return { start: match.index, end, references };
  });
}

function range(first: string, last: string | undefined, most: number): string[] {
  const from = Number.parseInt(first, 10);
  const to = last === undefined ? from : Number.parseInt(last, 10);
  const labels = [first.toLowerCase()];
  for (let n = from + 1; n <= to && to - from < most; n++) labels.push(String(n));
  return labels;
}
