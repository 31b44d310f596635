import { matchesPattern } from '../../agents/pattern.js';
import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';

/** What rulesets mean for a branch that the bot is about to push. */
export type BranchRules =
  | {
      readonly kind: 'known';
      readonly branch: string;
      /** GitHub's names of all rules that hold. */
      readonly types: readonly string[];
      /** Where a rule comes from. */
      readonly sources: readonly { readonly type: string; readonly ruleset: number | null }[];
      /** Rules by which GitHub refuses pushes of those who may not bypass them. */
      readonly refusing: readonly string[];
      /** Patterns that forbid files of a feature below `specs/`. */
      readonly forbidden_paths: readonly string[];
    }
  /** `denied` where the token may not look; else the server knows no rulesets, or the repository's plan has none. */
  | { readonly kind: 'unknown'; readonly denied: string | null };

/** Rules that a push of ordinary commits by a bot does not pass. */
const REFUSING = new Set([
  'creation',
  'update',
  'pull_request',
  'required_signatures',
  'required_status_checks',
  'required_deployments',
  'merge_queue',
]);

/** Reads the rules that hold for a branch, which need not exist yet. Who may bypass them, GitHub does not say. */
export async function readBranchRules(
  client: GithubClient,
  repo: RepositoryName,
  branch: string,
): Promise<BranchRules> {
  try {
    const rules = await client.ask(`read the rules of branch ${branch}`, (api) =>
      api.repos.getBranchRules({ ...repo, branch, per_page: 100 }),
    );
    const types = rules.map((rule) => rule.type as string);
    const sample = `specs/${branch}/spec.md`;
    return {
      kind: 'known',
      branch,
      types: [...new Set(types)],
      sources: rules.map(({ type, ruleset_id: id }) => ({
        type,
        ruleset: id === undefined ? null : Number(id),
      })),
      refusing: [...new Set(types)].filter((type) => REFUSING.has(type)),
      forbidden_paths: rules
        .flatMap((rule) =>
          rule.type === 'file_path_restriction' ? (rule.parameters?.restricted_file_paths ?? []) : [],
        )
        .filter((pattern) => matchesPattern(pattern, sample)),
    };
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    const absent = error.failure === 'missing' || /upgrade to github/i.test(error.detail);
    return { kind: 'unknown', denied: absent ? null : error.message };
  }
}

/** What GitHub answers when the asker is not held back by a ruleset at all; on pull requests alone is not enough. */
const BYPASSING = ['always', 'exempt'];

/** Whether this token may bypass every ruleset with one of these rules; null where GitHub does not tell of one. */
export async function mayBypass(
  client: GithubClient,
  repo: RepositoryName,
  rules: BranchRules & { readonly kind: 'known' },
  types: readonly string[],
): Promise<boolean | null> {
  const ids = new Set(rules.sources.filter(({ type }) => types.includes(type)).map((one) => one.ruleset));
  let known = true;
  for (const id of ids) {
    const told = id === null ? null : await bypassOf(client, repo, id);
    if (told !== null && !BYPASSING.includes(told)) return false;
    known &&= told !== null;
  }
  return known ? true : null;
}

async function bypassOf(client: GithubClient, repo: RepositoryName, id: number): Promise<string | null> {
  try {
    const ruleset = await client.askMaybe(`read ruleset ${id}`, (api) =>
      api.repos.getRepoRuleset({ ...repo, ruleset_id: id }),
    );
    return ruleset?.current_user_can_bypass ?? null;
  } catch (error) {
    if (error instanceof GithubError) return null;
    throw error;
  }
}
