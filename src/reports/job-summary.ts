import type { WorkflowState } from '../domain/state.js';
import { measure } from '../monitoring/measure.js';
import { featureName, workflowTitle } from './labels.js';
import { figures, headline } from './monitoring.js';
import { statusLine } from './status-line.js';
import { page } from './table.js';
import { inline } from './text.js';

/** What the summary of an Actions job says of a workflow that the job took further. */
export function renderJobSummary(state: WorkflowState): string {
  const measured = measure(state, state.updated_at);
  return page(
    `## 🧭 Speckit ${workflowTitle(state)}: ${inline(featureName(state), 120)}`,
    statusLine(state),
    headline(state, measured),
    state.assignments.length === 0 ? null : figures(state, measured),
  );
}
