import type { BranchChosen, WorkflowChosen } from '../domain/events.js';
import { agentsIn, CORE_WORKFLOW_TYPES, type WorkflowType } from '../domain/workflows.js';
import { beginWork, claim } from './begin-work.js';
import type { Draft } from './draft.js';
import { stepsFor } from './prerequisites.js';
import { type Refusal, refuse } from './refusal.js';

/** A person's answer to the Workflow Analysis: the chosen workflow begins, or they are asked which one they prefer. */
export function workflowChosen(draft: Draft, event: WorkflowChosen): Refusal | null {
  const { state } = draft;
  if (state.status !== 'awaiting_workflow_selection') return refuse.notAwaitingSelection(state);
  const chosen = event.workflow_type;
  if (chosen === null) {
    draft.tell(event.by, 'wants another workflow than the recommended one');
    draft.emit({ kind: 'post_comment', topic: 'choose_workflow' });
    return null;
  }
  if (!(CORE_WORKFLOW_TYPES as readonly WorkflowType[]).includes(chosen)) return refuse.notAChoice(chosen);
  const steps = stepsFor(chosen, null);
  draft.set({
    workflow_type: chosen,
    steps,
    agents_to_execute: agentsIn(steps),
    workflow_selection: { ...state.workflow_selection, final_workflow: chosen },
  });
  draft.tell(event.by, `chose ${chosen}`);
  draft.turn('running', null);
  beginWork(draft, null);
  return null;
}

/** A person's answer where features of the same name exist: one of them is taken, or another is made. */
export function branchChosen(draft: Draft, event: BranchChosen): Refusal | null {
  const { state } = draft;
  if (state.status !== 'awaiting_branch_choice' || state.branch_choice === null) {
    return refuse.notAwaitingBranchChoice(state);
  }
  const known = state.branch_choice.existing.map((one) => one.feature_id);
  const { feature } = event;
  if (feature !== null && !known.includes(feature.feature_id)) {
    return refuse.unknownFeature(feature.feature_id, known);
  }
  const steps = stepsFor(state.workflow_type, feature?.content.artifacts ?? null);
  draft.set({ branch_choice: null, steps, agents_to_execute: agentsIn(steps) });
  draft.tell(event.by, feature === null ? 'wants a new feature' : `goes on with ${feature.feature_id}`);
  draft.turn('running', null);
  claim(draft, feature);
  return null;
}
