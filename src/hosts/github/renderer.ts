import type { CommentTopic } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';

/** The texts that the product shows on GitHub, made from the state alone. Markers are added by the adapters. */
export interface Renderer {
  dashboard(state: WorkflowState): string;
  comment(topic: CommentTopic, state: WorkflowState): string;
  pullRequest(state: WorkflowState): { readonly title: string; readonly body: string };
  issue(
    state: WorkflowState,
    taskId: string,
  ): { readonly title: string; readonly body: string; readonly labels: readonly string[] };
}
