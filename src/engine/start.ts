import type { WorkflowRequested } from '../domain/events.js';
import { beginWork } from './begin-work.js';
import { blankState } from './blank-state.js';
import { Draft } from './draft.js';

/**
 * Opens a workflow: asks which one it is to be where the command does not say, else begins it. A pre-flight ERROR stops
 * it before anything is claimed (seed: "ERROR → stop").
 */
export function startWorkflow(event: WorkflowRequested): Draft {
  const draft = new Draft(blankState(event), event);
  draft.set({ revision: 1 });
  const what = [event.workflow_type ?? 'a workflow', firstLine(event.request)].filter((part) => part !== '');
  draft.tell(event.origin.requester, `asked for ${what.join(': ')}`);
  if (stoppedByPreflight(draft, event)) return draft;
  if (event.workflow_type === null) askForWorkflow(draft);
  else beginWork(draft, event.feature);
  return draft;
}

function stoppedByPreflight(draft: Draft, event: WorkflowRequested): boolean {
  const errors = event.preflight.filter((check) => check.level === 'ERROR');
  if (errors.length > 0) {
    const reason = errors.map((check) => `${check.check}: ${check.message}`).join('; ');
    draft.emit({ kind: 'create_dashboard' });
    draft.tell('speckit', `pre-flight failed: ${reason}`);
    draft.turn('failed', `Pre-flight: ${reason}`);
    draft.set({ finished_at: event.at });
    draft.emit({ kind: 'post_comment', topic: 'preflight_failed' });
    return true;
  }
  const warnings = event.preflight.filter((check) => check.level === 'WARN').length;
  draft.tell(
    'speckit',
    warnings === 0 ? 'pre-flight passed' : `pre-flight passed with ${warnings} warning(s)`,
  );
  return false;
}

/** Nothing is shown or claimed for a workflow that nobody has chosen yet, except for the question. */
function askForWorkflow(draft: Draft): void {
  const { recommended_workflow: recommended } = draft.state.workflow_selection;
  if (recommended !== null) draft.tell('speckit', `recommends ${recommended}; a person has to choose`);
  draft.turn('awaiting_workflow_selection', null);
  draft.emit({ kind: 'post_comment', topic: recommended === null ? 'choose_workflow' : 'analysis' });
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
