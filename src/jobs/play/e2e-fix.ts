/** Takes one fix of the end-to-end fixer, as far as its root cause allows it. */
import { refuseChange } from '../../agents/path-policy.js';
import { agentDefinition } from '../../agents/registry.js';
import type { AgentResponse, IssueToFix } from '../../domain/contract.js';
import { featureDirOf } from './contexts.js';
import { type Diagnosis, isComplex, type RootCause, readDiagnosis } from './e2e-diagnosis.js';
import type { FixerTree } from './e2e-run.js';
import type { PlayOptions } from './options.js';
import { refusal } from './refusal.js';

type Result = AgentResponse['result'];

/** Seed: "SpecMismatch: Update spec + test, re-run", twice. */
const MAX_SPEC_FIXES = 2;
const MAX_FILES = 20;

export type FixOutcome =
  | {
      readonly kind: 'taken';
      readonly rootCause: RootCause;
      readonly fix: Result;
      readonly specUpdates: readonly Result[];
    }
  /** It is put back, and asked for again with the reasons. */
  | { readonly kind: 'refused'; readonly issues: readonly IssueToFix[] }
  /** It is put back: too large to be mended here. */
  | { readonly kind: 'complex'; readonly diagnosis: Diagnosis }
  /** It is put back: the specification was adapted to the code often enough. */
  | { readonly kind: 'too_many_spec_fixes' };

/** Judges what the agent has changed since `before`. What is not taken is put back. */
export async function takeFix(
  response: AgentResponse,
  before: string,
  earlier: readonly Result[],
  { options, tree }: { readonly options: PlayOptions; readonly tree: FixerTree },
): Promise<FixOutcome> {
  const diagnosis = readDiagnosis(response);
  const outcome = await judge(diagnosis, before, earlier, { options, tree });
  if (outcome.kind !== 'taken') await tree.restore(before);
  return outcome;
}

async function judge(
  diagnosis: Diagnosis,
  before: string,
  earlier: readonly Result[],
  { options, tree }: { readonly options: PlayOptions; readonly tree: FixerTree },
): Promise<FixOutcome> {
  if (isComplex(diagnosis)) return { kind: 'complex', diagnosis };
  const specFixes = earlier.filter((fix) => fix.root_cause === 'SPEC_MISMATCH').length;
  if (diagnosis.rootCause === 'SPEC_MISMATCH' && specFixes >= MAX_SPEC_FIXES) {
    return { kind: 'too_many_spec_fixes' };
  }
  const changed = await tree.changes(before, await tree.snapshot());
  const files = changed.map(({ path }) => path);
  const fix = recordOf(diagnosis, files);
  const featureDir = featureDirOf(options.state);
  const policy = {
    definition: agentDefinition('e2e-test-fixer'),
    featureDir,
    response: answering({ fixes: [fix] }, options),
    unprotected: options.unprotected ?? [],
  };
  const issues = changed.flatMap((change) => {
    const reason = refuseChange(change, policy);
    return reason === null
      ? []
      : [refusal(change.path, `${reason}; the root cause is ${diagnosis.rootCause}`)];
  });
  if (issues.length > 0) return { kind: 'refused', issues };
  return {
    kind: 'taken',
    rootCause: diagnosis.rootCause,
    fix,
    specUpdates: specUpdatesOf(diagnosis, files, featureDir),
  };
}

function recordOf({ rootCause, summary, complexity, score }: Diagnosis, files: readonly string[]): Result {
  return {
    root_cause: rootCause,
    summary,
    files: files.slice(0, MAX_FILES),
    ...(score === null ? {} : { complexity, complexity_score: score }),
  };
}

/** Every changed document of the feature is listed for a person, whether the agent has said so or not. */
function specUpdatesOf(
  { specUpdates }: Diagnosis,
  files: readonly string[],
  featureDir: string | null,
): readonly Result[] {
  const documents = files.filter((file) => featureDir !== null && file.startsWith(`${featureDir}/`));
  const updates = documents.flatMap((file) => {
    const said = specUpdates.filter((update) => file === update.file || file.endsWith(`/${update.file}`));
    const changes = said.map(({ change }) => change);
    return (changes.length > 0 ? changes : ['changed, and the agent does not say how: see the diff']).map(
      (change) => ({ file, change, approved: false }),
    );
  });
  return updates.slice(0, MAX_FILES);
}

function answering(result: Result, { clock }: PlayOptions): AgentResponse {
  return { agent: 'e2e-test-fixer', status: 'success', timestamp: clock.now(), result, error: null };
}
