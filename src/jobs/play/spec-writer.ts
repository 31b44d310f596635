/** Plays the agents that write spec.md, so that it holds what people have answered. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularText } from '../../backends/regular-file.js';
import { ask, type Question } from './ask.js';
import { answersOf } from './clarification.js';
import { featureDirOf } from './contexts.js';
import type { PlayOptions } from './options.js';
import { recordAnswers } from './record-answers.js';
import type { Played } from './response.js';

/**
 * Plays an agent that writes spec.md. The answers of people are in it before it starts, and again when it has ended: an
 * agent that writes the specification anew does not lose them.
 */
export async function playSpecWriter(question: Question, options: PlayOptions): Promise<Played> {
  await record(options);
  const played = await ask(question, options);
  if (played.response.status === 'success') await record(options);
  return played;
}

async function record({ state, workingTree, clock, log }: PlayOptions): Promise<void> {
  const answers = answersOf(state.clarification);
  const featureDir = featureDirOf(state);
  if (answers.length === 0 || featureDir === null) return;
  const path = join(workingTree, featureDir, 'spec.md');
  const before = await readRegularText(path);
  if (before === null) return;
  const after = recordAnswers(before, answers, clock.now().slice(0, 10));
  if (after === before) return;
  await writeFile(path, after);
  log(`wrote ${answers.length} answers into ${featureDir}/spec.md`);
}
