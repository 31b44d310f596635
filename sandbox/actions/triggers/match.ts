/** Decides whether a workflow file's `on:` covers an event. */

import { dig, digText } from '../json.js';
import type { EventFilter, Triggers } from '../language/trigger-file.js';
import { type Candidate, shortRef } from './candidates.js';
import { matchesPatterns } from './glob.js';

const PULL_REQUEST_DEFAULTS = ['opened', 'synchronize', 'reopened'];
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: PULL_REQUEST_DEFAULTS,
  pull_request_target: PULL_REQUEST_DEFAULTS,
};

/** True when the event passes the filters; `changedFiles` is only asked for when a path filter needs it. */
export async function triggersOn(
  triggers: Triggers,
  candidate: Candidate,
  changedFiles: () => Promise<readonly string[]>,
): Promise<boolean> {
  const filter = Object.hasOwn(triggers.events, candidate.event)
    ? triggers.events[candidate.event]
    : undefined;
  if (filter === undefined) {
    return false;
  }
  if (
    !matchesType(filter, candidate) ||
    !matchesRef(filter, candidate) ||
    !matchesWorkflow(filter, candidate)
  ) {
    return false;
  }
  return (
    (filter.paths ?? filter.pathsIgnore) === undefined ||
    isTag(candidate) ||
    matchesPaths(filter, await changedFiles())
  );
}

function matchesType(filter: EventFilter, { event, action }: Candidate): boolean {
  const types = filter.types ?? DEFAULT_TYPES[event];
  return types === undefined || action === undefined || types.includes(action);
}

function matchesRef(filter: EventFilter, candidate: Candidate): boolean {
  const { branches, branchesIgnore, tags, tagsIgnore } = filter;
  switch (candidate.event) {
    case 'push': {
      const name = shortRef(candidate.ref);
      const [own, ownIgnore, other, otherIgnore] = isTag(candidate)
        ? [tags, tagsIgnore, branches, branchesIgnore]
        : [branches, branchesIgnore, tags, tagsIgnore];
      const onlyOther = (own ?? ownIgnore) === undefined && (other ?? otherIgnore) !== undefined;
      return !onlyOther && passes(name, own, ownIgnore);
    }
    case 'pull_request':
    case 'pull_request_target':
      return passes(
        digText(candidate.payload, 'pull_request', 'base', 'ref') ?? '',
        branches,
        branchesIgnore,
      );
    case 'workflow_run':
      return passes(
        digText(candidate.payload, 'workflow_run', 'head_branch') ?? '',
        branches,
        branchesIgnore,
      );
    default:
      return true;
  }
}

function matchesWorkflow(filter: EventFilter, { event, payload }: Candidate): boolean {
  if (event !== 'workflow_run' || filter.workflows === undefined) {
    return true;
  }
  return matchesPatterns(digText(payload, 'workflow_run', 'name') ?? '', filter.workflows);
}

function matchesPaths({ paths, pathsIgnore }: EventFilter, files: readonly string[]): boolean {
  if (paths !== undefined) {
    return files.some((file) => matchesPatterns(file, paths));
  }
  return files.some((file) => !matchesPatterns(file, pathsIgnore ?? []));
}

function passes(
  name: string,
  wanted: readonly string[] | undefined,
  ignored: readonly string[] | undefined,
): boolean {
  return (
    (wanted === undefined || matchesPatterns(name, wanted)) &&
    (ignored === undefined || !matchesPatterns(name, ignored))
  );
}

function isTag({ event, ref }: Candidate): boolean {
  return event === 'push' && ref.startsWith('refs/tags/');
}

/** True when the head commit's message asks for no run; only pushes and pull requests honour that. */
export function asksToSkip(candidate: Candidate): boolean {
  const message = candidate.event === 'push' ? dig(candidate.payload, 'head_commit', 'message') : undefined;
  return typeof message === 'string' && /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(message);
}
