import type { CheckReport } from '../../reports/checks.js';
import type { GithubClient } from './client.js';
import type { RepositoryName } from './repository.js';
import { fingerprint } from './shown.js';

/** GitHub takes no more annotations with one request. */
const PER_REQUEST = 50;
const MOST_ANNOTATIONS = 2 * PER_REQUEST;

/** Who shows which version of a workflow. */
export interface CheckOwner {
  readonly workflow_id: string;
  readonly revision: number;
  /** Name of the App behind the token: a check run belongs to the App that made it, and no other may change it. */
  readonly app: string;
}

interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly external_id: string | null;
  readonly output: { readonly annotations_count: number };
  readonly app: { readonly slug?: string } | null;
}

/**
 * Makes the check runs of a commit say what the reports say. Looks first: what is said already, or was said by a newer
 * version of the state, is left alone. Each run carries its key as `external_id`.
 */
export async function writeCheckRuns(
  client: GithubClient,
  repo: RepositoryName,
  reports: readonly CheckReport[],
  owner: CheckOwner,
): Promise<void> {
  const [first] = reports;
  if (first === undefined) return;
  const runs = await client.list<CheckRun>(`list the check runs of ${first.head}`, (octokit) =>
    octokit.paginate(octokit.rest.checks.listForRef, { ...repo, ref: first.head, per_page: 100 }),
  );
  const own = runs.filter((run) => run.app?.slug === owner.app);
  for (const report of reports) {
    const latest = own
      .filter((run) => run.name === report.name)
      .toSorted((one, other) => other.id - one.id)[0];
    await writeOne(client, repo, report, latest, owner);
  }
}

async function writeOne(
  client: GithubClient,
  repo: RepositoryName,
  report: CheckReport,
  present: CheckRun | undefined,
  { workflow_id, revision }: CheckOwner,
): Promise<void> {
  const digest = fingerprint(report);
  const known = present === undefined ? null : readKey(present);
  if (known !== null) {
    // A person who asks for it to be run again sets it back.
    const stands = (present?.status === 'completed') === (report.conclusion !== null);
    if (known.workflow !== workflow_id ? report.yields : stands && known.digest === digest) return;
    if (known.workflow === workflow_id && known.revision > revision) return;
  }
  const annotations = report.annotations.slice(0, MOST_ANNOTATIONS);
  const later = annotations.slice(PER_REQUEST);
  const key = `${workflow_id}/${revision}/${digest}`;
  const fields = {
    ...repo,
    name: report.name,
    // Without its digest as long as something is missing, so that a run that takes over begins anew.
    external_id: later.length === 0 ? key : `${workflow_id}/${revision}/`,
    ...(report.details_url === null ? {} : { details_url: report.details_url }),
    ...(report.conclusion === null
      ? { status: 'in_progress' as const }
      : { status: 'completed' as const, conclusion: report.conclusion }),
    output: {
      title: report.title,
      summary: report.summary,
      annotations: annotations.slice(0, PER_REQUEST).map((one) => ({ ...one })),
    },
  };
  const attempted = `say ${report.name}: ${report.title} at ${report.head.slice(0, 7)}`;
  const made =
    present !== undefined && known?.workflow === workflow_id && mayChange(present, report)
      ? await client.ask(attempted, (api) => api.checks.update({ ...fields, check_run_id: present.id }))
      : await client.ask(attempted, (api) => api.checks.create({ ...fields, head_sha: report.head }));
  if (later.length === 0) return;
  const output = { title: report.title, summary: report.summary };
  await client.ask(attempted, (api) =>
    api.checks.update({
      ...repo,
      check_run_id: made.id,
      external_id: key,
      output: { ...output, annotations: later.map((one) => ({ ...one })) },
    }),
  );
}

/** Annotations can only be added, and what is complete does not begin again: then a new run takes the old one's place. */
function mayChange(present: CheckRun, report: CheckReport): boolean {
  if (present.output.annotations_count > 0) return false;
  return present.status !== 'completed' || report.conclusion !== null;
}

/** The workflow that a check run of ours speaks of; null for others. */
export function workflowOfCheck(externalId: string | null): string | null {
  return externalId === null ? null : (/^([0-9a-f-]{36})\/\d+\//.exec(externalId)?.[1] ?? null);
}

function readKey({ external_id }: CheckRun) {
  const workflow = workflowOfCheck(external_id);
  if (workflow === null || external_id === null) return null;
  const [, revision = '0', digest = ''] = external_id.split('/');
  return { workflow, revision: Number(revision), digest };
}
