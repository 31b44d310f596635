import type { TreeEntry } from '../git/trees.js';
import type { Github } from '../github.js';
import type { RepositoryRecord } from '../model.js';
import { repositoryHtmlUrl, repositoryUrl } from './repository.js';

const kinds = { blob: 'file', tree: 'dir', commit: 'submodule' } as const;
const base64Line = 60;
/** Larger files come without content; GitHub then wants the raw media type or the blob API. */
const maxInline = 1024 * 1024;

/** One entry of a directory, and the common part of a file's answer. */
export function entryShape(gh: Github, repository: RepositoryRecord, ref: string, entry: TreeEntry) {
  const api = repositoryUrl(gh, repository);
  const page = repositoryHtmlUrl(gh, repository);
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`;
  const html = `${page}/${entry.type === 'tree' ? 'tree' : 'blob'}/${ref}/${path}`;
  return {
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: entry.type === 'blob' ? `${page}/raw/${ref}/${path}` : null,
    type: entry.mode === '120000' ? ('symlink' as const) : kinds[entry.type],
    _links: { self: url, git, html },
  };
}

/** A file with its content. */
export function fileContent(
  gh: Github,
  repository: RepositoryRecord,
  ref: string,
  entry: TreeEntry,
  content: Buffer,
) {
  const inline = content.length <= maxInline;
  return {
    ...entryShape(gh, repository, ref, entry),
    content: inline ? base64Lines(content) : '',
    encoding: inline ? 'base64' : 'none',
  };
}

/** Base64 in lines, as GitHub sends it. */
export function base64Lines(content: Buffer): string {
  const text = content.toString('base64');
  const lines = text.match(new RegExp(`.{1,${base64Line}}`, 'g')) ?? [];
  return lines.map((line) => `${line}\n`).join('');
}
