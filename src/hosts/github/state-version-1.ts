import { featureSlug } from '../../documents/slug.js';
import { WORKFLOWS } from '../../domain/workflows.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Brings a state of schema version 1 to version 2. That version knew the five core workflows, each with its own fixed
 * sequence, and asked people nothing but the approval; so what it lacks follows from what it has. What is no state of
 * version 1 stays as odd as it was, and the schema refuses it.
 */
export function fromVersion1(older: JsonObject): JsonObject {
  const steps = Object.entries(WORKFLOWS).find(([type]) => type === older.workflow_type)?.[1];
  return {
    ...older,
    steps: steps === undefined ? [] : [...steps],
    slug: slugOf(older),
    target_file: null,
    clarification: null,
    branch_choice: null,
  };
}

/** The name of the feature as it was claimed, or as it is about to be. */
function slugOf(older: JsonObject): string {
  if (typeof older.feature_id === 'string') return older.feature_id.replace(/^\d+-/, '');
  const effects: readonly unknown[] = Array.isArray(older.outbox) ? older.outbox : [];
  for (const effect of effects) {
    if (isObject(effect) && effect.kind === 'claim_feature' && typeof effect.slug === 'string')
      return effect.slug;
  }
  return featureSlug(typeof older.user_request === 'string' ? older.user_request : '');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
