import { createHash } from 'node:crypto';
import { SCHEMA_VERSION, type WorkflowState, workflowState } from '../../domain/state.js';
import { StateError } from './state-error.js';
import { fromVersion1 } from './state-version-1.js';

export type Decoded =
  | { readonly kind: 'valid'; readonly state: WorkflowState }
  | { readonly kind: 'corrupt'; readonly reason: string };

/** From an older schema version to the next one; keyed by the version that it starts from. */
export type Migrations = Readonly<Record<number, (older: JsonObject) => JsonObject>>;

type JsonObject = Readonly<Record<string, unknown>>;

const MIGRATIONS: Migrations = { 1: fromVersion1 };

/**
 * The text of a state file: the fields of the state at top level, as the seed shows them, and `digest` over all the
 * others, so that an edit by hand or a broken write is noticed.
 */
export function encodeState(state: WorkflowState): string {
  return `${JSON.stringify({ ...state, digest: digestOf({ ...state }) }, null, 2)}\n`;
}

/** `sha256:` and the hash of the compact JSON of the members in their order, `digest` itself left out. */
function digestOf(file: JsonObject): string {
  const { digest: _, ...rest } = file;
  return `sha256:${createHash('sha256').update(JSON.stringify(rest)).digest('hex')}`;
}

/**
 * Reads the text of a state file.
 *
 * @throws StateError when a newer product wrote it, which must not be mistaken for corruption
 */
export function decodeState(text: string, workflowId: string, migrations: Migrations = MIGRATIONS): Decoded {
  const file = parseObject(text);
  if (file === null) return corrupt('it is not a JSON object');
  const version = file.schema_version;
  if (typeof version === 'number' && version > SCHEMA_VERSION) throw newer(workflowId, version);
  if (file.digest !== digestOf(file)) return corrupt('its digest does not match its content');
  const migrated = migrate(file, migrations);
  if (migrated === null) return corrupt(`no migration from schema version ${String(version)} is known`);
  const parsed = workflowState.safeParse(migrated);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return corrupt(
      `${issue?.path.join('.') || 'it'} does not fit the schema: ${issue?.message ?? 'unknown'}`,
    );
  }
  if (parsed.data.workflow_id !== workflowId) return corrupt(`it holds workflow ${parsed.data.workflow_id}`);
  return { kind: 'valid', state: parsed.data };
}

function migrate(file: JsonObject, migrations: Migrations): JsonObject | null {
  let current = file;
  for (let version = Number(file.schema_version); version < SCHEMA_VERSION; version += 1) {
    const step = migrations[version];
    if (step === undefined) return null;
    current = { ...step(current), schema_version: version + 1 };
  }
  return current;
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    return null;
  }
}

function newer(workflowId: string, version: number): StateError {
  return new StateError(
    'newer',
    `Workflow ${workflowId} was saved by a newer version of Speckit: expected schema version ${SCHEMA_VERSION} or older, received ${version}. Update the action or the App to the version that wrote it; nothing was changed.`,
  );
}

function corrupt(reason: string): Decoded {
  return { kind: 'corrupt', reason };
}
