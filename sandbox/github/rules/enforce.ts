import type { Caller } from '../../contract.js';
import { hasRole } from '../access/permissions.js';
import { isAncestor, type RefChange } from '../git/refs.js';
import type { Github } from '../github.js';
import { HttpError } from '../http/errors.js';
import type { Permission, RepositoryRecord } from '../model.js';
import { isOwner, teamMembership } from '../orgs/membership.js';
import { type BypassActor, REFUSALS, type RulesetRecord, type RuleType } from './records.js';

const WILDCARDS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};

/** GitHub's ids of the roles that a bypass list can name. */
const ROLES: Readonly<Record<number, Permission>> = { 2: 'maintain', 4: 'write', 5: 'admin' };

/** The active rulesets that hold for a ref, which need not exist. */
export function rulesetsFor(repository: RepositoryRecord, ref: string): readonly RulesetRecord[] {
  const isNamed = (pattern: string): boolean => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${repository.defaultBranch}`;
    return asExpression(pattern).test(ref);
  };
  return (repository.rulesets ?? []).filter(
    (it) =>
      it.enforcement === 'active' &&
      ref.startsWith('refs/heads/') &&
      it.include.some(isNamed) &&
      !it.exclude.some(isNamed),
  );
}

/** Whether a caller is not held back by a ruleset. */
export function bypasses(
  gh: Github,
  repository: RepositoryRecord,
  ruleset: RulesetRecord,
  caller: Caller,
): boolean {
  return ruleset.bypassActors.some(
    (it) => it.bypass_mode === 'always' && isActor(gh, repository, it, caller),
  );
}

/** The rules that a caller has to keep on a ref. */
export function rulesOn(
  gh: Github,
  repository: RepositoryRecord,
  ref: string,
  caller: Caller,
): readonly RuleType[] {
  const holding = rulesetsFor(repository, ref).filter((it) => !bypasses(gh, repository, it, caller));
  return [...new Set(holding.flatMap((it) => it.rules))];
}

/** Refuses a change of a ref that breaks a rule; the contents API does so with 409, the others with 422. */
export async function refuseByRules(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  { ref, before, after }: RefChange,
  status: 409 | 422 = 422,
): Promise<void> {
  const rules = rulesOn(gh, repository, ref, caller);
  if (rules.length === 0) return;
  const isRewritten = async (one: string, other: string): Promise<boolean> =>
    !(await isAncestor(gh.bare(repository), one, other));
  const broken = await Promise.all(
    rules.map(async (rule) => {
      if (before === undefined) return rule === 'creation';
      if (after === undefined) return rule === 'deletion';
      return rule === 'update' || (rule === 'non_fast_forward' && (await isRewritten(before, after)));
    }),
  );
  const told = rules.filter((_, index) => broken[index]).map((rule) => REFUSALS[rule]);
  if (told.length > 0)
    throw new HttpError(status, `Repository rule violations found\n\n${told.join('\n')}\n\n`);
}

/** A pattern for refs: `*` and `?` stop at slashes, `**` does not. */
function asExpression(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}$`);
}

function isActor(gh: Github, repository: RepositoryRecord, actor: BypassActor, caller: Caller): boolean {
  const org = gh.store.organization(repository.owner);
  switch (actor.actor_type) {
    case 'Integration':
      return caller.kind === 'installation' && caller.appId === actor.actor_id;
    case 'OrganizationAdmin':
      return org !== undefined && isOwner(org, caller);
    case 'RepositoryRole': {
      const role = ROLES[actor.actor_id ?? 0];
      return caller.kind === 'user' && role !== undefined && hasRole(repository, caller.login, role);
    }
    case 'Team': {
      const team = org?.teams.find((it) => it.id === actor.actor_id);
      if (!org || !team || caller.kind !== 'user') return false;
      return teamMembership(org, team, caller.login)?.state === 'active';
    }
  }
}
