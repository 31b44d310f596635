import { matchesPattern } from '../../agents/pattern.js';
import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';

/** What rulesets mean for the feature branch that the bot is about to push. */
export type BranchRules =
  | {
      readonly kind: 'known';
      readonly branch: string;
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
    const sample = `specs/${branch}/spec.md`;
    return {
      kind: 'known',
      branch,
      refusing: [...new Set(rules.map((rule) => rule.type as string))].filter((type) => REFUSING.has(type)),
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
