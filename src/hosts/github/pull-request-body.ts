import type { GithubClient } from './client.js';
import { MAX_BODY, readMarker, WORKFLOW_MARKER } from './markers.js';
import type { RepositoryName } from './repository.js';

/** Between these the body is the product's own; what people write outside of them stays. */
const BEGIN = /<!-- speckit:begin ([0-9a-f]{16}) -->/;
const END = '<!-- speckit:end -->';
const CUT_NOTE = '\n\n*(The rest is left out: GitHub takes no more than 65,536 characters.)*\n\n';

/** The product's part of a pull request. */
export interface OwnPart {
  /** Markdown that ends with the marker of its workflow. */
  readonly body: string;
  /** Fingerprint of what is worth writing it anew. */
  readonly digest: string;
}

/** The body of a new pull request. */
export function newBody(part: OwnPart): string {
  return enclosed(part, MAX_BODY);
}

/**
 * Puts the product's part into the body that a pull request has. An older version wrote without the marks around: then
 * everything up to its workflow's marker was its own. A body without any marker is a person's, and ours comes after it.
 */
export function withOwnPart(present: string, part: OwnPart): string {
  const { before, after } = around(present);
  const room = MAX_BODY - before.length - after.length;
  return `${before}${enclosed(part, room)}${after}`;
}

/** Brings the product's part of an open pull request up to date, if it says something else. */
export async function writePullRequestBody(
  client: GithubClient,
  repo: RepositoryName,
  number: number,
  part: OwnPart,
): Promise<void> {
  const found = await client.ask(`read pull request #${number}`, (api) =>
    api.pulls.get({ ...repo, pull_number: number }),
  );
  const present = (found.body ?? '').replaceAll('\r\n', '\n');
  if (found.state !== 'open' || BEGIN.exec(present)?.[1] === part.digest) return;
  const body = withOwnPart(present, part);
  if (body.length > MAX_BODY) return;
  await client.ask(`update the description of pull request #${number}`, (api) =>
    api.pulls.update({ ...repo, pull_number: number, body }),
  );
}

function around(present: string): { readonly before: string; readonly after: string } {
  const begin = BEGIN.exec(present);
  const end = begin === null ? -1 : present.indexOf(END, begin.index);
  if (begin !== null && end >= 0) {
    return { before: present.slice(0, begin.index), after: present.slice(end + END.length) };
  }
  const workflow = readMarker(present, WORKFLOW_MARKER);
  if (workflow !== null) {
    const mark = `<!-- speckit:${WORKFLOW_MARKER} ${workflow} -->`;
    return { before: '', after: present.slice(present.lastIndexOf(mark) + mark.length) };
  }
  return { before: present.trim() === '' ? '' : `${present.trimEnd()}\n\n`, after: '' };
}

/** Cut in the middle where people have left little room: the marker at its end is what the workflow is found by. */
function enclosed({ body, digest }: OwnPart, room: number): string {
  const open = `<!-- speckit:begin ${digest} -->\n\n`;
  const close = `\n\n${END}`;
  const text = body.trimEnd();
  const free = room - open.length - close.length;
  if (text.length <= free) return `${open}${text}${close}`;
  const mark = text.slice(text.lastIndexOf('<!-- '));
  const kept = text.slice(0, Math.max(0, free - CUT_NOTE.length - mark.length));
  return `${open}${kept}${CUT_NOTE}${mark}${close}`;
}
