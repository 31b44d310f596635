import { z } from 'zod';
import type { Caller } from '../../contract.js';
import { isIntegration } from '../access/permissions.js';
import { log, type Person, writeCommit } from '../git/commits.js';
import { mergeTree, rebase } from '../git/merge.js';
import { branchTip } from '../git/refs.js';
import { type Github, loginOf, now } from '../github.js';
import { readBody } from '../http/body.js';
import { conflict, forbidden, HttpError, notFound, unprocessable } from '../http/errors.js';
import type { Pull } from '../http/scope.js';
import { type App, type C, demand, pullOf, repositoryOf } from '../http/scope.js';
import type { RepositoryRecord } from '../model.js';
import { recordMerge } from '../pulls/close.js';
import { pullRange, rangeFiles } from '../pulls/facts.js';
import { workflowRefusal, writeRefs } from '../pulls/write.js';
import { noreplyEmail } from '../shapes/commit.js';

const mergeBody = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
});
const updateBody = z.object({ expected_head_sha: z.string().optional() });
const base = '/repos/:owner/:repo/pulls/:number{[0-9]+}';

/** Merging a pull request, and bringing it up to date with its base. */
export function mountMerges(app: App, gh: Github): void {
  app.get(`${base}/merge`, (c) => {
    demand(gh, c, 'read', 'pull-requests');
    if (pullOf(gh, c).pull.mergedAt === null) throw notFound();
    return c.body(null, 204);
  });
  app.put(`${base}/merge`, async (c) => {
    const repository = repositoryOf(gh, c);
    const target = pullOf(gh, c);
    demand(gh, c, 'write', 'contents');
    const body = await readBody(c, mergeBody);
    const sha = await gh.writes.run(String(repository.id), () => merge(gh, c, repository, target, body));
    return c.json({ sha, merged: true, message: 'Pull Request successfully merged' });
  });
  app.put(`${base}/update-branch`, async (c) => {
    const repository = repositoryOf(gh, c);
    const target = pullOf(gh, c);
    demand(gh, c, 'write', 'pull-requests');
    const body = await readBody(c, updateBody);
    await gh.writes.run(String(repository.id), () =>
      updateBranch(gh, c, repository, target, body.expected_head_sha),
    );
    return c.json({ message: 'Updating pull request branch.', url: c.req.url }, 202);
  });
}

/** Name, address and time that a caller's commits carry. */
export function personOf(gh: Github, caller: Caller): Person {
  const login = loginOf(caller);
  return { name: gh.store.user(login)?.name ?? login, email: noreplyEmail(gh, login), date: now() };
}

async function merge(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  { issue, pull }: Pull,
  body: z.infer<typeof mergeBody>,
): Promise<string> {
  const caller = c.get('caller');
  if (issue.state === 'closed') throw new HttpError(405, 'Pull Request is not mergeable');
  if (pull.draft) throw new HttpError(405, 'Pull Request is still a draft');
  const range = await pullRange(gh, repository, issue, pull);
  if (body.sha !== undefined && body.sha !== range.head) {
    throw conflict('Head branch was modified. Review and try the merge again.');
  }
  await refuseWorkflowMerge(gh, repository, caller, range);
  const after = await mergeCommit(gh, repository, caller, { issue, pull }, range, body);
  const change = { ref: `refs/heads/${pull.base}`, before: range.base, after };
  await writeRefs(gh, repository, caller, [change], issue);
  await recordMerge(gh, repository, caller, issue, after);
  return after;
}

async function mergeCommit(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  { issue, pull }: Pull,
  range: { readonly base: string; readonly head: string },
  body: z.infer<typeof mergeBody>,
): Promise<string> {
  const bare = gh.bare(repository);
  const author = personOf(gh, caller);
  const committer = { name: 'GitHub', email: 'noreply@github.com', date: author.date };
  const method = body.merge_method ?? 'merge';
  if (method === 'rebase') {
    const tip = await rebase(bare, range.base, range.head, committer);
    if (tip === undefined) throw new HttpError(405, "This branch can't be rebased");
    return tip;
  }
  const tree = await mergeTree(bare, range.base, range.head);
  if (tree === undefined) throw new HttpError(405, 'Pull Request is not mergeable');
  const text = (title: string, message: string): string =>
    [body.commit_title ?? title, body.commit_message ?? message].filter((part) => part !== '').join('\n\n');
  if (method === 'merge') {
    const message = text(
      `Merge pull request #${issue.number} from ${repository.owner}/${pull.head}`,
      issue.title,
    );
    return writeCommit(bare, { tree, parents: [range.base, range.head], message, author, committer });
  }
  const commits = [...(await log(bare, range.head, { exclude: range.base }))].reverse();
  const [only] = commits;
  const list = commits.length === 1 ? '' : commits.map((commit) => `* ${commit.message}`).join('\n\n');
  const title = commits.length === 1 && only ? (only.message.split('\n')[0] ?? issue.title) : issue.title;
  const message = text(`${title} (#${issue.number})`, list);
  return writeCommit(bare, { tree, parents: [range.base], message, author, committer });
}

/** A run's token has no `workflows` permission: it cannot bring changed workflow files to a branch by merging. */
async function refuseWorkflowMerge(
  gh: Github,
  repository: RepositoryRecord,
  caller: Caller,
  range: Awaited<ReturnType<typeof pullRange>>,
): Promise<void> {
  if (!isIntegration(caller)) return;
  const files = await rangeFiles(gh, repository, range);
  const file = files.find((it) => it.path.startsWith('.github/workflows/'));
  if (file) throw forbidden(workflowRefusal(file.path));
}

async function updateBranch(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  { issue, pull }: Pull,
  expected: string | undefined,
): Promise<void> {
  const bare = gh.bare(repository);
  const [head, tip] = await Promise.all([branchTip(bare, pull.head), branchTip(bare, pull.base)]);
  if (issue.state === 'closed' || head === undefined || tip === undefined)
    throw unprocessable('Pull request is closed');
  if (expected !== undefined && expected !== head) {
    throw unprocessable(`expected head sha didn’t match current head ref.`);
  }
  const tree = await mergeTree(bare, head, tip);
  if (tree === undefined) throw unprocessable('merge conflict between base and head');
  const author = personOf(gh, c.get('caller'));
  const message = `Merge branch '${pull.base}' into ${pull.head}`;
  const after = await writeCommit(bare, { tree, parents: [head, tip], message, author, committer: author });
  await writeRefs(gh, repository, c.get('caller'), [{ ref: `refs/heads/${pull.head}`, before: head, after }]);
}
