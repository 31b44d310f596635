import { STATUS_LABELS, type StatusLabel } from '../../reports/status-label.js';
import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';

/**
 * Gives an issue or a pull request this status label and none other of them. Labels of anybody else stay as they are; the
 * label itself is made where the repository does not have it yet.
 *
 * @param wanted null takes all of them off
 */
export async function writeStatusLabel(
  client: GithubClient,
  repo: RepositoryName,
  issue: number,
  wanted: StatusLabel | null,
): Promise<void> {
  const place = { ...repo, issue_number: issue };
  const labels = await client.ask(`read the labels of #${issue}`, (api) =>
    api.issues.listLabelsOnIssue({ ...place, per_page: 100 }),
  );
  const present = labels.map(({ name }) => name.toLowerCase());
  if (wanted !== null && !present.includes(wanted.name)) {
    await ensureLabel(client, repo, wanted);
    await client.ask(`label #${issue} as ${wanted.name}`, (api) =>
      api.issues.addLabels({ ...place, labels: [wanted.name] }),
    );
  }
  for (const { name } of STATUS_LABELS) {
    if (name === wanted?.name || !present.includes(name)) continue;
    // Somebody may have taken it off meanwhile.
    await client.askMaybe(`take the label ${name} off #${issue}`, (api) =>
      api.issues.removeLabel({ ...place, name }),
    );
  }
}

async function ensureLabel(client: GithubClient, repo: RepositoryName, label: StatusLabel): Promise<void> {
  const found = await client.askMaybe(`look for the label ${label.name}`, (api) =>
    api.issues.getLabel({ ...repo, name: label.name }),
  );
  if (found !== null) return;
  try {
    await client.ask(`make the label ${label.name}`, (api) => api.issues.createLabel({ ...repo, ...label }));
  } catch (error) {
    // Another run made it first.
    if (error instanceof GithubError && error.status === 422) return;
    throw error;
  }
}
