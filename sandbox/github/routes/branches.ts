import { countCommits, log, mergeBase, readCommit } from '../git/commits.js';
import { diffFiles, diffText } from '../git/diff.js';
import { branchTip, listRefs, resolveCommit } from '../git/refs.js';
import type { Github } from '../github.js';
import { notFound, unprocessable } from '../http/errors.js';
import { linkHeader, pageQuery, paginate } from '../http/pages.js';
import { type App, type C, demand, repositoryOf, text } from '../http/scope.js';
import type { RepositoryRecord } from '../model.js';
import { commitShape, fileShape } from '../shapes/commit.js';
import { repositoryHtmlUrl, repositoryUrl } from '../shapes/repository.js';

const maxFiles = 300;

/** Branches, commits and comparisons. */
export function mountBranches(app: App, gh: Github): void {
  app.use('/repos/:owner/:repo/branches/*', readContents(gh));
  app.use('/repos/:owner/:repo/commits/*', readContents(gh));
  app.use('/repos/:owner/:repo/compare/*', readContents(gh));

  app.get('/repos/:owner/:repo/branches', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'contents');
    const refs =
      c.req.query('protected') === 'true' ? [] : await listRefs(gh.bare(repository), 'refs/heads/');
    const api = repositoryUrl(gh, repository);
    return c.json(
      paginate(c, gh.origin, refs).map((ref) => ({
        name: ref.name.slice('refs/heads/'.length),
        commit: { sha: ref.sha, url: `${api}/commits/${ref.sha}` },
        protected: false,
      })),
    );
  });
  app.get('/repos/:owner/:repo/branches/:branch{.+}', async (c) => {
    const repository = repositoryOf(gh, c);
    const name = text(c, 'branch');
    const tip = await branchTip(gh.bare(repository), name);
    if (tip === undefined) {
      const protectionOf = await branchTip(gh.bare(repository), name.replace(/\/protection$/, ''));
      throw notFound(protectionOf === undefined ? 'Branch not found' : 'Branch not protected');
    }
    const self = `${repositoryUrl(gh, repository)}/branches/${name}`;
    return c.json({
      name,
      commit: commitShape(gh, repository, await readCommit(gh.bare(repository), tip)),
      _links: { self, html: `${repositoryHtmlUrl(gh, repository)}/tree/${name}` },
      protected: false,
      protection: {
        enabled: false,
        required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
      },
      protection_url: `${self}/protection`,
    });
  });
  app.get('/repos/:owner/:repo/tags', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'contents');
    const api = repositoryUrl(gh, repository);
    const refs = paginate(c, gh.origin, await listRefs(gh.bare(repository), 'refs/tags/'));
    const tags = refs.map(async (ref) => {
      const sha = (await resolveCommit(gh.bare(repository), ref.name)) ?? ref.sha;
      return {
        name: ref.name.slice('refs/tags/'.length),
        zipball_url: `${api}/zipball/${ref.name}`,
        tarball_url: `${api}/tarball/${ref.name}`,
        commit: { sha, url: `${api}/commits/${sha}` },
        node_id: `REF_${ref.sha}`,
      };
    });
    return c.json(await Promise.all(tags));
  });

  app.get('/repos/:owner/:repo/commits', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'contents');
    const bare = gh.bare(repository);
    const { page, perPage } = pageQuery(c);
    const tip = await resolveCommit(bare, c.req.query('sha') ?? repository.defaultBranch);
    if (tip === undefined) throw notFound();
    const { path, since, until, author } = c.req.query();
    const query = { path, since, until, author, skip: (page - 1) * perPage, limit: perPage };
    const [commits, total] = await Promise.all([log(bare, tip, query), countCommits(bare, tip, query)]);
    linkHeader(c, gh.origin, total);
    return c.json(commits.map((commit) => commitShape(gh, repository, commit)));
  });
  app.get('/repos/:owner/:repo/commits/:ref{.+}', async (c) => {
    const repository = repositoryOf(gh, c);
    const bare = gh.bare(repository);
    const sha = await commitOr422(repository, gh, text(c, 'ref'));
    const commit = await readCommit(bare, sha);
    const accept = c.req.header('accept') ?? '';
    if (accept.includes('.sha')) return c.text(sha);
    if (/\.(diff|patch)/.test(accept)) return c.text(await diffText(bare, commit.parents[0], sha));
    return c.json(commitShape(gh, repository, commit, await diffFiles(bare, commit.parents[0], sha)));
  });
  app.get('/repos/:owner/:repo/compare/:basehead{.+}', (c) => compare(gh, c));
}

async function compare(gh: Github, c: C): Promise<Response> {
  const repository = repositoryOf(gh, c);
  const bare = gh.bare(repository);
  const basehead = text(c, 'basehead');
  const parts = /^(.+?)(\.{3}|\.{2})(.+)$/.exec(basehead);
  if (!parts) throw notFound();
  const side = (name: string): string =>
    name.startsWith(`${repository.owner}:`) ? name.slice(repository.owner.length + 1) : name;
  const base = await resolveCommit(bare, side(parts[1] ?? ''));
  const head = await resolveCommit(bare, side(parts[3] ?? ''));
  if (base === undefined || head === undefined) throw notFound();
  const common = await mergeBase(bare, base, head);
  if (common === undefined) throw notFound(`No common ancestor between ${parts[1]} and ${parts[3]}.`);
  const { page, perPage } = c.req.query('per_page') === undefined ? { page: 1, perPage: 250 } : pageQuery(c);
  const [ahead, behind, files, baseCommit, commonCommit] = await Promise.all([
    countCommits(bare, head, { exclude: base }),
    countCommits(bare, base, { exclude: head }),
    diffFiles(bare, common, head),
    readCommit(bare, base),
    readCommit(bare, common),
  ]);
  if (/\.(diff|patch)/.test(c.req.header('accept') ?? '')) return c.text(await diffText(bare, common, head));
  // Oldest first, as GitHub lists the commits of a comparison.
  const commits = [...(await log(bare, head, { exclude: base }))]
    .reverse()
    .slice((page - 1) * perPage, page * perPage);
  if (c.req.query('per_page') !== undefined) linkHeader(c, gh.origin, ahead);
  const url = `${repositoryUrl(gh, repository)}/compare/${basehead}`;
  const html = `${repositoryHtmlUrl(gh, repository)}/compare/${basehead}`;
  return c.json({
    url,
    html_url: html,
    permalink_url: `${repositoryHtmlUrl(gh, repository)}/compare/${repository.owner}:${base.slice(0, 7)}...${repository.owner}:${head.slice(0, 7)}`,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitShape(gh, repository, baseCommit),
    merge_base_commit: commitShape(gh, repository, commonCommit),
    status:
      ahead === 0 && behind === 0
        ? 'identical'
        : behind === 0
          ? 'ahead'
          : ahead === 0
            ? 'behind'
            : 'diverged',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => commitShape(gh, repository, commit)),
    files: files.slice(0, maxFiles).map((file) => fileShape(gh, repository, head, file)),
  });
}

async function commitOr422(repository: RepositoryRecord, gh: Github, ref: string): Promise<string> {
  const sha = await resolveCommit(gh.bare(repository), ref);
  if (sha === undefined) throw unprocessable(`No commit found for SHA: ${ref}`);
  return sha;
}

function readContents(gh: Github) {
  return async (c: C, next: () => Promise<void>): Promise<void> => {
    demand(gh, c, 'read', 'contents', 'checks', 'statuses');
    await next();
  };
}
