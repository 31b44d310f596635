import type { CommentTopic } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import type { CheckReport } from '../../reports/checks.js';
import type { StatusLabel } from '../../reports/status-label.js';

/** The texts that the product shows on GitHub, made from the state alone. Markers are added by the adapters. */
export interface Renderer {
  dashboard(state: WorkflowState): string;
  comment(topic: CommentTopic, state: WorkflowState): string;
  /** `gist`: what of the body is worth writing it anew. */
  pullRequest(state: WorkflowState): {
    readonly title: string;
    readonly body: string;
    readonly gist: string;
  };
  /** @param digest of the artifacts at the head, where that is not what the state knows */
  checks(state: WorkflowState, digest?: string): readonly CheckReport[];
  statusLabel(state: WorkflowState): StatusLabel | null;
  issue(
    state: WorkflowState,
    taskId: string,
  ): { readonly title: string; readonly body: string; readonly labels: readonly string[] };
}
