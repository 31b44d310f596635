/** Rules of a repository for its branches. */

export interface BypassActor {
  actor_id: number | null;
  actor_type: 'Integration' | 'OrganizationAdmin' | 'RepositoryRole' | 'Team';
  bypass_mode: 'always' | 'pull_request';
}

/** What the sandbox enforces, with every push and every write through the API. */
export const RULE_TYPES = ['creation', 'update', 'deletion', 'non_fast_forward'] as const;
export type RuleType = (typeof RULE_TYPES)[number];

/** What GitHub says when a rule is broken. */
export const REFUSALS: Readonly<Record<RuleType, string>> = {
  creation: 'Cannot create ref due to creations being restricted.',
  update: 'Cannot update this protected ref.',
  deletion: 'Cannot delete this branch',
  non_fast_forward: 'Cannot force-push to this branch',
};

export interface RulesetRecord {
  id: number;
  name: string;
  enforcement: 'active' | 'disabled';
  bypassActors: BypassActor[];
  /** Full names of refs, with `*` and `**`, or `~ALL` and `~DEFAULT_BRANCH`. */
  include: string[];
  exclude: string[];
  rules: RuleType[];
  createdAt: string;
  updatedAt: string;
}
