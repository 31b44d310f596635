import type { KnownFeature } from '../domain/events.js';
import { agentsIn, WORKFLOWS } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { takeFeature } from './feature.js';

/**
 * Begins a workflow whose type is decided: shows the dashboard and claims its feature. Where features of the same name
 * exist, a person says first which it is to be (seed: BranchExistsError). Agents start when the claim is settled.
 *
 * @param feature the feature to work on; null for a new one
 */
export function beginWork(draft: Draft, feature: KnownFeature | null): void {
  draft.emit({ kind: 'create_dashboard' });
  if (draft.state.branch_choice === null) return claim(draft, feature);
  const names = draft.state.branch_choice.existing.map((one) => one.feature_id).join(', ');
  draft.tell('speckit', `${names} exists already; a person has to choose`);
  draft.turn('awaiting_branch_choice', null);
  draft.emit({ kind: 'post_comment', topic: 'branch_exists' });
}

/** Claims a new feature, or one that exists: then what it holds is taken over as it was read. */
export function claim(draft: Draft, feature: KnownFeature | null): void {
  tellWhatIsMissing(draft);
  const { slug } = draft.state;
  if (feature === null) return draft.emit({ kind: 'claim_feature', slug });
  takeFeature(draft, feature);
  const { feature_id, branch, base, base_sha, content } = feature;
  const existing = { feature_id, branch, base, base_sha, head: content.head };
  draft.emit({ kind: 'claim_feature', slug, existing });
}

/** PrerequisiteError of the seed: what is missing is made first, and people are told. */
function tellWhatIsMissing(draft: Draft): void {
  const { steps, workflow_type } = draft.state;
  const added = agentsIn(steps).filter((agent) => !WORKFLOWS[workflow_type].includes(agent));
  if (added.length === 0) return;
  draft.tell(
    'speckit',
    `PrerequisiteError: what ${workflow_type} needs is missing, so ${added.join(', ')} ${added.length === 1 ? 'runs' : 'run'} first`,
  );
}
