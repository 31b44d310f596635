import type { KnownFeature } from '../domain/events.js';
import { plannedTasks } from './content.js';
import type { Draft } from './draft.js';

/** Works on a feature that exists: what it holds is taken over as it was read; its branch is there when claimed. */
export function takeFeature(draft: Draft, feature: KnownFeature): void {
  const { content } = feature;
  draft.set({
    feature_id: feature.feature_id,
    feature_dir: `specs/${feature.feature_id}/`,
    content_digest: content.digest,
    presented_at: draft.event.at,
    artifacts_ready: { ...content.artifacts },
    scope: content.scope,
    tasks: plannedTasks(content),
    pull_request: feature.pull_request === null ? null : { ...feature.pull_request },
  });
}
