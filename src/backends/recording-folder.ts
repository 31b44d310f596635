import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { sanitise } from '../commands/sanitise.js';
import type { PlayRequest } from './backend.js';
import {
  chooseTake,
  matchesRequest,
  type Performance,
  type RecordedFile,
  type RecordingFile,
  recordingFile,
} from './recording.js';

/** Plays from the first recording below `folder` that matches the request; null when none does. */
export async function performRecorded(folder: string, request: PlayRequest): Promise<Performance | null> {
  const root = join(request.workingTree, folder);
  const names = await readdir(root).catch(() => []);
  for (const name of names.toSorted((one, other) => (one < other ? -1 : 1))) {
    const recording = await readRecording(join(root, name, 'recording.yml'));
    if (recording === null || !matchesRequest(recording.match, request.userRequest)) continue;
    return perform(recording, join(root, name), `${folder}/${name}`, request);
  }
  return null;
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
  const take = chooseTake(recording, request);
  if (take === null) {
    const what = request.task === null ? '' : `, task ${request.task}`;
    throw new Error(
      `expected an entry for agent ${request.agent}${what} in ${source}/recording.yml, found none`,
    );
  }
  const fill = filler(request);
  const files = await Promise.all(take.files.map((name) => readFolder(join(home, name), '', fill)));
  return {
    source,
    files: files.flat(),
    remove: take.remove.map(fill),
    result: JSON.parse(fillJson(take.result, fill)) as typeof take.result,
    error: take.error,
  };
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

function fillJson(value: unknown, fill: Fill): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? fill(part) : part));
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
