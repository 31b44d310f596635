/** A repository as API paths name it. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** Splits `owner/name`. @throws Error for anything else */
export function parseRepository(fullName: string): RepositoryName {
  const [owner, repo, ...rest] = fullName.split('/');
  if (!owner || !repo || rest.length > 0) {
    throw new Error(`Expected a repository as "owner/name" (GITHUB_REPOSITORY), received "${fullName}".`);
  }
  return { owner, repo };
}
