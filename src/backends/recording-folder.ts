import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { sanitise } from '../commands/sanitise.js';
import type { PlayRequest } from './backend.js';
import { MADE_WITHOUT_MODEL } from './generic-documents.js';
import { performGeneric } from './generic-recording.js';
import {
  chooseTake,
  matchesRequest,
  type Performance,
  type RecordedFile,
  type RecordingFile,
  recordingFile,
  type Take,
} from './recording.js';

/** Plays from the first recording below `folder` that matches the request or the feature; null when none does. */
export async function performRecorded(folder: string, request: PlayRequest): Promise<Performance | null> {
  const recordings = await readRecordings(join(request.workingTree, folder));
  for (const words of [request.userRequest, await nameOfFeature(request)]) {
    const found = recordings.find(({ recording }) => matchesRequest(recording.match, words));
    if (found !== undefined) return perform(found.recording, found.home, `${folder}/${found.name}`, request);
  }
  return null;
}

/**
 * A command on a feature that exists has no words of its own, so that the feature's name says what it is about; empty
 * where the built-in recording has specified it, because its own code follows from that.
 */
async function nameOfFeature({ context, workingTree }: PlayRequest): Promise<string> {
  const spec = await readFile(join(workingTree, context.feature_dir, 'spec.md'), 'utf8').catch(() => null);
  if (spec === null || spec.includes(MADE_WITHOUT_MODEL)) return '';
  return context.feature_id.replace(/^[\d-]+/, '').replaceAll('-', ' ');
}

async function readRecordings(root: string) {
  const names = await readdir(root).catch(() => []);
  const sorted = names.toSorted((one, other) => (one < other ? -1 : 1));
  const read = sorted.map(async (name) => {
    const home = join(root, name);
    const recording = await readRecording(join(home, 'recording.yml'));
    return recording === null ? [] : [{ name, home, recording }];
  });
  return (await Promise.all(read)).flat();
}

async function readRecording(path: string): Promise<RecordingFile | null> {
  const isThere = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isThere) return null;
  const parsed = recordingFile.safeParse(parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(
    `expected a recording in ${path}, received something else:\n${z.prettifyError(parsed.error)}`,
  );
}

async function perform(
  recording: RecordingFile,
  home: string,
  source: string,
  request: PlayRequest,
): Promise<Performance> {
  const chosen = chooseTake(recording, request);
  if (chosen === null && recording.otherwise === 'built-in') return performGeneric(request);
  if (chosen === null) {
    const what = request.task === null ? '' : `, task ${request.task}`;
    throw new Error(
      `expected an entry for agent ${request.agent}${what} in ${source}/recording.yml, found none`,
    );
  }
  const { take, number } = chosen;
  const fill = filler(request);
  const base = take.built_in ? await performGeneric(request) : null;
  const own = await Promise.all(take.files.map((name) => readFolder(join(home, name), '', fill)));
  const files = [...(base?.files ?? []), ...own.flat()];
  const replaced = await replaceIn(files, take, request.workingTree, fill);
  return {
    source,
    files: [...files, ...replaced],
    remove: take.remove.map(fill),
    result: { ...base?.result, ...filled(take.result, fill) },
    error: filled(take.error, fill),
    take: number,
  };
}

/** Replaces text one after the other; the files that result stand for those before them. */
async function replaceIn(
  files: readonly RecordedFile[],
  { replace }: Take,
  workingTree: string,
  fill: Fill,
): Promise<readonly RecordedFile[]> {
  const texts = new Map(files.map(({ path, content }) => [path, content.toString('utf8')]));
  const changed = new Set<string>();
  for (const { path, find, with: text } of replace) {
    const name = fill(path);
    const before = texts.get(name) ?? (await readFile(join(workingTree, name), 'utf8'));
    if (!before.includes(fill(find))) {
      throw new Error(`expected ${JSON.stringify(fill(find))} in ${name} to replace it, found none`);
    }
    texts.set(
      name,
      before.replace(fill(find), () => fill(text)),
    );
    changed.add(name);
  }
  return [...changed].map((path) => ({
    path,
    content: Buffer.from(texts.get(path) ?? ''),
    executable: files.find((file) => file.path === path)?.executable ?? false,
  }));
}

type Fill = (text: string) => string;

/** Replaces the placeholders. The request is text from people, so it is cleaned. */
function filler({ context, userRequest }: PlayRequest): Fill {
  const values: Readonly<Record<string, string>> = {
    feature_dir: context.feature_dir.replace(/\/+$/, ''),
    feature_id: context.feature_id,
    request: sanitise(userRequest),
  };
  return (text) =>
    text.replace(/\{\{(feature_dir|feature_id|request)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The same value with its texts filled. */
function filled<T>(value: T, fill: Fill): T {
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? fill(part) : part));
  return JSON.parse(text) as T;
}

async function readFolder(folder: string, below: string, fill: Fill): Promise<RecordedFile[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<RecordedFile[]> => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return readFolder(folder, path, fill);
      return entry.isFile() ? [await readRecordedFile(join(folder, path), fill(path), fill)] : [];
    }),
  );
  return found.flat();
}

async function readRecordedFile(from: string, path: string, fill: Fill): Promise<RecordedFile> {
  const [content, { mode }] = await Promise.all([readFile(from), lstat(from)]);
  const isText = !content.includes(0);
  return {
    path,
    content: isText ? Buffer.from(fill(content.toString('utf8')), 'utf8') : content,
    executable: (mode & 0o100) !== 0,
  };
}
