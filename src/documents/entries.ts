import { readBlocks } from './blocks.js';
import { sentencesOfRow } from './rows.js';
import { readMark, strayCells, strayTasks, unclosedFence } from './stray.js';
import { readTaskHead, type TaskHead } from './task-head.js';
import type { Diagnostic } from './types.js';

/** A task as it stands in the document, before ids are made unique and dependencies are read. */
export interface TaskEntry {
  readonly head: TaskHead;
  readonly line: number;
  /** What stands between the checkbox brackets; null for a heading without a checkbox. */
  readonly mark: string | null;
  readonly isHeading: boolean;
  /** Text below the task that belongs to it: nested bullets, paragraphs, a heading's section. */
  readonly details: string[];
  readonly heading: Section | null;
  /** A sentence just before this task says to wait: for these words' ids, or for all tasks above. */
  readonly waits: readonly Prose[];
}

/** A heading that is not a task. */
export interface Section {
  readonly text: string;
  readonly line: number;
  readonly depth: number;
  readonly parent: Section | null;
  /** The heading that opens the document. */
  readonly isTitle: boolean;
}

/** A line of text outside tasks and the section that it stands in. */
export interface Prose {
  readonly text: string;
  readonly line: number;
  readonly section: Section | null;
  readonly kind: 'text' | 'code';
}

/** What a tasks.md holds, in document order. */
export interface Entries {
  readonly tasks: TaskEntry[];
  readonly prose: Prose[];
  readonly diagnostics: Diagnostic[];
}

const CHECKBOX = /^(?:\*\*|~~|__)?\[([^\]\n]{0,4})\](?![(:[])(?:\*\*|~~|__)?(?:\s+|$|(?=T-?\d))/;

/** Walks a tasks.md and sorts its blocks into tasks, prose and things worth a diagnostic. */
export function readEntries(markdown: string): Entries {
  const tasks: TaskEntry[] = [];
  const prose: Prose[] = [];
  const diagnostics: Diagnostic[] = [];
  const blocks = readBlocks(markdown, diagnostics);
  const ownerOf: (TaskEntry | null)[] = [];
  let section: Section | null = null;
  let headings = 0;
  let headingTask: { entry: TaskEntry; depth: number } | null = null;
  let waits: Prose[] = [];
  let table: { head: { line: number; text: string }; line: number } | null = null;

  const add = (entry: Omit<TaskEntry, 'details' | 'heading' | 'waits'>): TaskEntry => {
    const task = { ...entry, details: [], heading: section, waits };
    waits = [];
    tasks.push(task);
    return task;
  };

  for (const block of blocks) {
    let owner: TaskEntry | null = block.parent >= 0 ? (ownerOf[block.parent] ?? null) : null;
    owner ??= headingTask?.entry ?? null;
    switch (block.type) {
      case 'heading': {
        const box = CHECKBOX.exec(block.text.replace(/^[-*+]\s+/, ''));
        const mark = box ? readMark(box[1] ?? '') : null;
        const text =
          box && mark !== null ? block.text.replace(/^[-*+]\s+/, '').slice(box[0].length) : block.text;
        const head = readTaskHead(text);
        if (head && !head.range) {
          const entry = add({ head: trailingLabels(head), line: block.line, mark, isHeading: true });
          headingTask = { entry, depth: block.depth };
          owner = entry;
          break;
        }
        if (head) diagnostics.push(headingOfSeveral(block.line, text));
        else if (/^(?:\*\*)?Task\s+\d/i.test(text)) diagnostics.push(headingWithoutId(block.line, text));
        if (headingTask && block.depth > headingTask.depth) {
          // A heading inside a task's own section structures the task, not the document.
          headingTask.entry.details.push(plainHeading(block.text));
          break;
        }
        while (section && section.depth >= block.depth) section = section.parent;
        section = {
          text: plainHeading(block.text),
          line: block.line,
          depth: block.depth,
          parent: section,
          isTitle: block.depth === 1 && headings === 0,
        };
        headings++;
        headingTask = null;
        waits = [];
        break;
      }
      case 'item': {
        const box = CHECKBOX.exec(block.text);
        const mark = box ? readMark(box[1] ?? '') : null;
        const head = box && mark !== null ? readTaskHead(block.text.slice(box[0].length)) : null;
        if (head) {
          owner = add({ head, line: block.line, mark, isHeading: false });
        } else {
          if (mark !== null) diagnostics.push(withoutId(block.line, block.text));
          else diagnostics.push(...strayTasks(block.line, block.lines.slice(0, 1), 'a list item'));
          if (owner) owner.details.push(block.text);
          else prose.push({ text: block.text, line: block.line, section, kind: 'text' });
        }
        diagnostics.push(
          ...strayTasks(block.line + 1, block.lines.slice(1), 'a wrapped line of a list item'),
        );
        break;
      }
      case 'paragraph': {
        diagnostics.push(...strayTasks(block.line, block.lines, 'a paragraph'));
        if (owner && (block.parent >= 0 || !isWait(block.text))) owner.details.push(block.text);
        else {
          if (isWait(block.text))
            waits = [...waits, { text: block.text, line: block.line, section, kind: 'text' }];
          else prose.push(...statementsOf(block.lines, block.line, section));
        }
        break;
      }
      case 'row': {
        diagnostics.push(...strayCells(block.line, block.text));
        const inTable: boolean =
          table !== null && block.line - table.line <= (table.line === table.head.line ? 2 : 1);
        if (table && inTable) {
          const texts = sentencesOfRow(table.head.text, block.text);
          prose.push(...texts.map((text): Prose => ({ text, line: block.line, section, kind: 'text' })));
        }
        table = { head: table && inTable ? table.head : block, line: block.line };
        break;
      }
      case 'code':
        if (block.fence === 'unclosed') diagnostics.push(...unclosedFence(block.line, block.lines));
        if (block.fence === 'indented')
          diagnostics.push(...strayTasks(block.line, block.lines, 'a block indented as code'));
        else if (!owner && /^(?:|te?xt|mermaid|plain(?:text)?|ascii)$/i.test(block.lang)) {
          block.lines.forEach((text, i) => {
            prose.push({ text: withoutNodeLabels(text), line: block.line + 1 + i, section, kind: 'code' });
          });
        }
        break;
      case 'opaque':
        diagnostics.push(
          ...strayTasks(block.line, block.lines, block.what === 'quote' ? 'a quotation' : 'HTML'),
        );
        break;
    }
    ownerOf.push(owner);
  }
  return { tasks, prose, diagnostics };
}

function trailingLabels(head: TaskHead): TaskHead {
  const found = /(?:\s*\[(?:P|US\d+[a-z]?)\])+\s*$/i.exec(head.text);
  if (!found) return head;
  const stories = [...head.stories, ...(found[0].match(/US\d+[a-z]?/gi) ?? [])];
  const parallel = head.parallel || /\[P\]/i.test(found[0]);
  return { ...head, parallel, stories, text: head.text.slice(0, found.index).trim() };
}

/** Takes the captions of a drawing's boxes away: `T001[Set up] --> T002("Use it")`. */
function withoutNodeLabels(text: string): string {
  return text.trim().replace(/(?<=\bT-?\d+[a-z]?)(?:\[[^\]]*\]+|\{[^}]*\}+|\(["(][^)]*\)+)/g, '');
}

function isWait(text: string): boolean {
  return /^[\s*_>⟶→➡⏳🛑⛔-]*Wait (?:for|until)\b/iu.test(text);
}

/** The statements of a paragraph: a line that begins with a label or a reference is one of its own. */
function statementsOf(lines: readonly string[], line: number, section: Section | null): Prose[] {
  const statements: Prose[] = [];
  lines.forEach((text, i) => {
    const last = statements.at(-1);
    if (last && !/^(?:\*\*|→|Phases? \d|US-?\d|User Stor|T-?\d)/.test(text)) {
      statements[statements.length - 1] = { ...last, text: `${last.text} ${text}` };
    } else {
      statements.push({ text, line: line + i, section, kind: 'text' });
    }
  });
  return statements;
}

function plainHeading(text: string): string {
  return text.replace(/\*\*|`/g, '').trim();
}

function withoutId(line: number, text: string): Diagnostic {
  return {
    line,
    kind: 'checkbox_without_id',
    severity: 'info',
    message: `Expected a task id such as T001 after the checkbox, found "${shorten(text)}"; it is not read as a task. Add an id if it is one.`,
  };
}

function headingWithoutId(line: number, text: string): Diagnostic {
  return {
    line,
    kind: 'heading_without_id',
    severity: 'info',
    message: `Expected a task id such as T001 in a heading that names a task, found "${shorten(text)}"; it is read as a section. Add an id if it is a task.`,
  };
}

function headingOfSeveral(line: number, text: string): Diagnostic {
  return {
    line,
    kind: 'heading_of_several_ids',
    severity: 'info',
    message: `Expected one task id in a heading, found a range in "${shorten(text)}"; it is read as a section. Give each task a line of its own.`,
  };
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : text;
}
