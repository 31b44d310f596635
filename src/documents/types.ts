/** How much a diagnostic matters: `error` changes the order that the author asked for, `info` only explains. */
type Severity = 'error' | 'warning' | 'info';

type DiagnosticKind =
  | 'binary'
  | 'block_too_long'
  | 'checkbox_without_id'
  | 'checkbox_outside_list'
  | 'cycle'
  | 'dense_phase'
  | 'duplicate_id'
  | 'heading_of_several_ids'
  | 'heading_without_id'
  | 'line_too_long'
  | 'nested_too_deep'
  | 'no_tasks'
  | 'out_of_order'
  | 'parallel_conflict'
  | 'several_ids'
  | 'struck_out'
  | 'too_large'
  | 'unclosed_fence'
  | 'unknown_dependency'
  | 'unread_checkbox'
  | 'unread_heading'
  | 'unusual_mark';

/** Something in a document that a person may want to look at; `line` is 1-based, 0 for the whole document. */
export interface Diagnostic {
  readonly line: number;
  readonly kind: DiagnosticKind;
  readonly message: string;
  readonly severity: Severity;
}

/** One task of tasks.md. */
export interface Task {
  readonly id: string;
  /** Other ids that the same line carries (`T065/T067`); references to them mean this task. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** Text of the heading that the task stands under. */
  readonly phase: string | null;
  /** First story label, such as `US1`. */
  readonly story: string | null;
  readonly stories: string[];
  readonly parallel: boolean;
  readonly done: boolean;
  /** Withdrawn by its author (struck out, or marked `[-]`): nothing is to be done for it. */
  readonly skipped: boolean;
  readonly files: string[];
  readonly line: number;
  /** Ids of the tasks that must be finished first, explicit and implicit. */
  readonly depends_on: string[];
  /** Those of `depends_on` that the document states in words. */
  readonly explicit_depends_on: readonly string[];
  /** Labels other than `[P]` and stories. */
  readonly tags: string[];
}
