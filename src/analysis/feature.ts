/** The documents of a feature, read once for all checks. */
import { type Block, readBlocks } from '../documents/blocks.js';
import { sourceLines } from '../documents/lines.js';
import { readPlan } from '../documents/plan.js';
import { readSpec } from '../documents/spec.js';
import { parseTasks } from '../documents/tasks.js';
import { proseLines } from './references.js';

/** Texts of the documents; null or absent for one that is not there. */
export interface FeatureTexts {
  readonly spec?: string | null;
  readonly plan?: string | null;
  readonly tasks?: string | null;
  readonly constitution?: string | null;
}

interface Text {
  /** Line `n` of the document is `lines[n - 1]`. */
  readonly lines: readonly string[];
  readonly blocks: readonly Block[];
  readonly prose: readonly { readonly text: string; readonly line: number }[];
}

export type SpecText = Text & ReturnType<typeof readSpec>;
export type PlanText = Text & ReturnType<typeof readPlan>;
export type TasksText = Text & ReturnType<typeof parseTasks>;

export interface Feature {
  readonly spec: SpecText | null;
  readonly plan: PlanText | null;
  readonly tasks: TasksText | null;
  readonly constitution: Text | null;
}

/** Reads the documents that are there. */
export function readFeature({ spec, plan, tasks, constitution }: FeatureTexts): Feature {
  return {
    spec: spec == null ? null : { ...readSpec(spec), ...readText(spec) },
    plan: plan == null ? null : { ...readPlan(plan), ...readText(plan) },
    tasks: tasks == null ? null : { ...parseTasks(tasks), ...readText(tasks) },
    constitution: constitution == null ? null : readText(constitution),
  };
}

function readText(markdown: string): Text {
  const blocks = readBlocks(markdown);
  return { lines: sourceLines(markdown).map(({ text }) => text), blocks, prose: proseLines(blocks) };
}

/** A stretch of a document from a heading to the next one of its depth or above. */
export interface Section {
  readonly title: string;
  readonly depth: number;
  readonly line: number;
  /** The last line that belongs to it. */
  readonly end: number;
  readonly blocks: readonly Block[];
}

/** Every section of a document, sections within sections included. */
export function sectionsOf({ blocks, lines }: Text): readonly Section[] {
  const headings = blocks.flatMap((block, index) => (block.type === 'heading' ? [{ block, index }] : []));
  return headings.map(({ block, index }, i): Section => {
    let after = i + 1;
    while ((headings[after]?.block.depth ?? 0) > block.depth) after++;
    const next = headings[after];
    return {
      title: block.text,
      depth: block.depth,
      line: block.line,
      end: next === undefined ? lines.length : next.block.line - 1,
      blocks: blocks.slice(index + 1, next?.index),
    };
  });
}
