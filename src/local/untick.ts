import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normaliseTicks } from '../documents/tick.js';
import type { KnownFeature } from '../domain/events.js';
import { push } from '../jobs/land/remote.js';
import { cloneAt } from './clone.js';
import type { LocalHost } from './local-host.js';
import { LocalError, personOf } from './repository.js';

/** Takes the ticks out of a feature's tasks.md, by a commit of its own: the tasks are to be done once more. */
export async function untickTasks({ repository }: LocalHost, feature: KnownFeature): Promise<void> {
  const path = feature.content.artifacts.tasks;
  if (path === undefined) return;
  const scratch = await mkdtemp(join(tmpdir(), 'speckit-untick-'));
  try {
    const { folder, git } = await cloneAt(repository.root, feature.content.head, join(scratch, 'clone'));
    const text = await readFile(join(folder, path), 'utf8');
    const blank = normaliseTicks(text);
    if (blank === text) return;
    await writeFile(join(folder, path), blank);
    const identity = [
      '-c',
      `user.name=${await personOf(repository)}`,
      '-c',
      'user.email=speckit@users.noreply.github.com',
    ];
    await git([
      ...identity,
      'commit',
      '--quiet',
      '--no-verify',
      '-m',
      'tasks: to be done once more',
      '--',
      path,
    ]);
    const { stdout } = await git(['rev-parse', 'HEAD']);
    const outcome = await push(git, stdout.toString('utf8').trim(), feature.branch);
    if (outcome.kind !== 'pushed') throw new LocalError(outcome.message);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
