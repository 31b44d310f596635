import { toIso } from '../github.js';
import { git, gitText } from './exec.js';
import { readObject } from './object-reader.js';
import { writeObject } from './object-writer.js';

export interface Person {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export interface CommitDraft {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
}

export interface LogQuery {
  readonly path?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly author?: string | undefined;
  /** Commits that are also in this one's history are left out. */
  readonly exclude?: string | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
  readonly firstParentOnly?: boolean;
}

const format = '--format=%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B%x1e';

/** One commit. */
export async function readCommit(bare: string, sha: string): Promise<Commit> {
  const object = await readObject(bare, sha);
  if (object?.type !== 'commit')
    throw new Error(`expected a commit at ${sha}, found ${object?.type ?? 'nothing'}`);
  const text = object.content.toString('utf8');
  const end = text.indexOf('\n\n');
  const fields = text
    .slice(0, end)
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
  const all = (name: string): string[] => fields.filter(([key]) => key === name).map(([, value]) => value);
  return {
    sha,
    tree: all('tree')[0] ?? '',
    parents: all('parent'),
    author: person(all('author')[0]),
    committer: person(all('committer')[0]),
    message: text.slice(end + 2).replace(/\n+$/, ''),
  };
}

/** Commits from newest to oldest. */
export async function log(bare: string, tip: string, query: LogQuery = {}): Promise<readonly Commit[]> {
  return parse(await gitText(bare, ['log', format, ...logArguments(tip, query)]));
}

/** How many commits `log` would list. */
export async function countCommits(bare: string, tip: string, query: LogQuery = {}): Promise<number> {
  const rest = logArguments(tip, { ...query, skip: undefined, limit: undefined });
  return Number(await gitText(bare, ['rev-list', '--count', ...rest]));
}

/** The best common ancestor. */
export async function mergeBase(bare: string, one: string, other: string): Promise<string | undefined> {
  const output = await git(bare, ['merge-base', one, other], { accept: [1] });
  return output.code === 0 ? output.stdout.toString('utf8').trim() : undefined;
}

/** Writes a commit object with exactly this message and these people. */
export function writeCommit(bare: string, draft: CommitDraft): Promise<string> {
  const text = [
    `tree ${draft.tree}`,
    ...draft.parents.map((parent) => `parent ${parent}`),
    `author ${signature(draft.author)}`,
    `committer ${signature(draft.committer)}`,
    '',
    draft.message.replaceAll('\0', ''),
  ].join('\n');
  return writeObject(bare, 'commit', Buffer.from(text));
}

/** Name, e-mail, time and zone as commit and tag objects hold them. */
export function signature(person: Person): string {
  const clean = (text: string): string => text.replace(/[<>\n\r\0]/g, '').trim() || 'unknown';
  return `${clean(person.name)} <${clean(person.email)}> ${Math.floor(Date.parse(person.date) / 1000)} +0000`;
}

/** Reads what `signature` writes. */
export function person(text = ''): Person {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*?)> (\d+)/.exec(text) ?? [];
  return { name, email, date: toIso(new Date(Number(seconds) * 1000)) };
}

function logArguments(tip: string, query: LogQuery): string[] {
  return [
    ...(query.skip === undefined ? [] : [`--skip=${query.skip}`]),
    ...(query.limit === undefined ? [] : [`--max-count=${query.limit}`]),
    ...(query.since === undefined ? [] : [`--since=${query.since}`]),
    ...(query.until === undefined ? [] : [`--until=${query.until}`]),
    ...(query.author === undefined ? [] : ['--fixed-strings', `--author=${query.author}`]),
    ...(query.firstParentOnly ? ['--first-parent'] : []),
    tip,
    ...(query.exclude === undefined ? [] : [`^${query.exclude}`]),
    '--',
    ...(query.path === undefined || query.path === '' ? [] : [query.path]),
  ];
}

function parse(text: string): readonly Commit[] {
  return text
    .split('\x1e')
    .map((record) => record.replace(/^\n/, ''))
    .filter((record) => record !== '')
    .map((record) => {
      const [
        sha = '',
        tree = '',
        parents = '',
        an = '',
        ae = '',
        ad = '',
        cn = '',
        ce = '',
        cd = '',
        ...rest
      ] = record.split('\x1f');
      return {
        sha,
        tree,
        parents: parents.split(' ').filter((parent) => parent !== ''),
        author: { name: an, email: ae, date: toIso(new Date(ad)) },
        committer: { name: cn, email: ce, date: toIso(new Date(cd)) },
        message: rest.join('\x1f').replace(/\n+$/, ''),
      };
    });
}
