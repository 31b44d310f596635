/** Which changes of files an agent may hand over. The same rules are used while playing and, decisively, when landing. */

import { isSimpleBug } from '../domain/bug-complexity.js';
import type { AgentResponse } from '../domain/contract.js';
import { type AgentDefinition, FIXES, TESTS, TESTS_AND_FEATURE, type WriteRules } from './definition.js';
import { matchesPattern } from './pattern.js';
import { protectionOf } from './protected-paths.js';

/** One changed file as `git diff --raw` shows it. Modes are octal; `000000` means that the file is not there. */
export interface FileChange {
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
}

export interface PathPolicy {
  readonly definition: AgentDefinition;
  /** `specs/<id>` without a final slash; null when the workflow has no feature. */
  readonly featureDir: string | null;
  readonly response: AgentResponse;
  /** Patterns that the configuration exempts from protection. */
  readonly unprotected?: readonly string[];
}

/** The reason why a change is refused, or null when it is allowed. */
export function refuseChange(change: FileChange, policy: PathPolicy): string | null {
  const { path } = change;
  return (
    refusePath(path) ??
    refuseForeign(change) ??
    refuseMode(change) ??
    protectionOf(path, policy.unprotected) ??
    refuseForRole(path, policy)
  );
}

/** Refuses paths that leave the repository, reach into git's own folder or mean another file on another system. */
function refusePath(path: string): string | null {
  if (path === '' || path.startsWith('/')) return 'it is not a relative path';
  if (path.includes('\\')) return 'it holds a backslash, which is a separator on Windows';
  if (path.length > 400) return 'it is longer than 400 characters';
  return path.split('/').reduce<string | null>((reason, part) => reason ?? refusePart(part), null);
}

function refusePart(part: string): string | null {
  if (part === '' || part === '.' || part === '..') return 'it leaves the repository or is not normalised';
  // HFS+ ignores some invisible characters, NTFS final dots and spaces and what follows a colon: `.git ` is `.git` there.
  const plain = part
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
  if (plain.toLowerCase() === '.git' || /^git~\d+$/i.test(plain)) return "it reaches into git's own folder";
  if (plain !== part || part.includes('\uFFFD')) return 'it holds a name that other systems read differently';
  if (/^[^.]{1,8}~\d+(\.[^.]{0,3})?$/.test(part))
    return 'it looks like the short name of another file on Windows';
  return null;
}

/** One name that Windows does not know keeps everybody there from checking the repository out; old ones may be changed. */
function refuseForeign({ path, oldMode, newMode }: FileChange): string | null {
  if (oldMode !== '000000' || newMode === '000000') return null;
  const isForeign = path.split('/').some((part) => /[<>"|?*]/.test(part) || RESERVED.test(part));
  return isForeign ? 'it holds a name that Windows cannot write' : null;
}

const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;

function refuseMode({ oldMode, newMode }: FileChange): string | null {
  if (newMode === '120000' || oldMode === '120000') return 'it is a symbolic link';
  if (newMode === '160000' || oldMode === '160000') return 'it is a submodule';
  return ['000000', '100644', '100755'].includes(newMode)
    ? null
    : `its mode ${newMode} is not 100644 or 100755`;
}

function refuseForRole(path: string, { definition, featureDir, response }: PathPolicy): string | null {
  const rules = rulesFor(definition, response);
  const own = featureDir !== null && path.startsWith(`${featureDir}/`);
  const matches = (pattern: string) => {
    if (!pattern.startsWith('{dir}/')) return matchesPattern(pattern, path);
    return own && matchesPattern(pattern.slice('{dir}/'.length), path.slice((featureDir ?? '').length + 1));
  };
  const allowed = rules.allow.some(matches) && !rules.deny.some((pattern) => matches(pattern));
  if (!allowed) return `it is outside what ${definition.name} may write (${describe(rules)})`;
  return path.toLowerCase().startsWith('specs/') && !own
    ? "it belongs to another feature's specification"
    : null;
}

/**
 * What the fixer may change follows from the root causes that it names (seed: root cause analysis): a test bug allows tests,
 * a spec mismatch also the feature's documents, a simple bug also code. The score is added up here, not believed.
 */
function rulesFor(definition: AgentDefinition, { result }: AgentResponse): WriteRules {
  if (definition.name !== 'e2e-test-fixer') return definition.mayWrite;
  const fixes: readonly unknown[] = Array.isArray(result.fixes) ? result.fixes : [result];
  const causes = fixes.map((fix) => (typeof fix === 'object' && fix !== null ? fix : {}) as Diagnosis);
  if (causes.some((fix) => isSimpleBug(fix.root_cause, fix.complexity))) return FIXES;
  return causes.some((fix) => fix.root_cause === 'SPEC_MISMATCH') ? TESTS_AND_FEATURE : TESTS;
}

interface Diagnosis {
  readonly root_cause?: unknown;
  readonly complexity?: unknown;
}

function describe({ allow, deny }: WriteRules): string {
  if (allow.length === 0) return 'nothing';
  return `${allow.join(', ')}${deny.length === 0 ? '' : ` except ${deny.join(', ')}`}`;
}
