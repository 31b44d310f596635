import type { IssueToFix } from '../domain/contract.js';
import type { WorkflowState } from '../domain/state.js';
import { plain } from './text.js';

/** A remark on lines of a file, as check runs show it beside the code. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

const LEVELS = { CRITICAL: 'failure', HIGH: 'failure', MEDIUM: 'warning', LOW: 'notice' } as const;

/** What a hosted runner puts in front of paths in the repository. */
const WORKSPACE = /^(?:file:\/\/)?\/home\/runner\/work\/[^/]+\/[^/]+\//;

/** `src/pay.ts:12`, `src/pay.ts:12:5`, `src/pay.ts:12-20`, `src/pay.ts#L12-L20`, `src/pay.ts`. */
const PLACE = /^([^\s:#]+)(?:(?::|#L)(\d{1,7})(?:-L?(\d{1,7})|:\d+)?)?$/;

/** What the agents found last and nobody has mended yet. */
export function blockingIssues(state: WorkflowState): readonly IssueToFix[] {
  return state.agents_to_execute.flatMap((agent) => state.agent_results[agent]?.error?.blocking_issues ?? []);
}

/** Findings that name a file of the repository, as remarks on it; the worst first. */
export function annotationsOf(state: WorkflowState): readonly Annotation[] {
  const found = blockingIssues(state).flatMap((issue) => {
    const place = placeOf(issue.location ?? '', state);
    return place === null ? [] : [{ ...place, ...saying(issue) }];
  });
  const rank = { failure: 0, warning: 1, notice: 2 };
  return found.toSorted((one, other) => rank[one.annotation_level] - rank[other.annotation_level]);
}

function saying({ severity, type, message, recommendation }: IssueToFix) {
  const advice = recommendation === undefined ? '' : ` ${plain(recommendation, 2_000)}`;
  return {
    annotation_level: LEVELS[severity],
    title: plain(`${severity} ${type}`, 200),
    message: `${plain(message, 4_000)}${advice}`,
  };
}

/** Null for what names no file: a class, a section, or a path outside of the repository. */
function placeOf(location: string, state: WorkflowState) {
  const [, named = '', first, last] =
    PLACE.exec(location.trim().replace(WORKSPACE, '').replace(/^\.\//, '')) ?? [];
  const path = pathOf(named, state);
  if (path === null) return null;
  const start = Math.max(1, Number(first ?? 1));
  return { path, start_line: start, end_line: Math.max(start, Number(last ?? start)) };
}

/** Analysis names the feature's documents without their folder. */
function pathOf(named: string, { artifacts_ready, feature_dir }: WorkflowState): string | null {
  if (!/\.\w+$/.test(named) || named.startsWith('/') || named.split('/').includes('..')) return null;
  const artifact = Object.values(artifacts_ready).find((path) => path === `${feature_dir ?? ''}${named}`);
  return artifact ?? named;
}
