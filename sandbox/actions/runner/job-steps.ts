/** The steps of a job as its record shows them: set up, own steps, clean-up in reverse order, completion. */
import { evaluateCondition } from '../language/expressions.js';
import type { StepSpec } from '../language/step-file.js';
import { templateText } from '../language/template.js';
import type { Conclusion, StepRecord } from '../runs/records.js';
import type { Runner } from './job.js';
import { type JobState, type PostStep, type StepList, stepScope } from './state.js';
import { messageOf, runStep } from './step.js';

/** Runs all steps; results are in `list`. */
export async function playSteps(runner: Runner, state: JobState, list: StepList): Promise<void> {
  const { spec, record } = state.instance;
  const names = ['Set up job', ...spec.steps.map((step) => stepName(state, list, step))];
  record.steps = names.map((name, index) => newStep(index + 1, name));
  try {
    await recorded(runner, record.steps[0], async () => setUp(state));
  } catch (error) {
    for (const step of record.steps.filter((candidate) => candidate.status === 'queued')) {
      step.status = 'completed';
      step.conclusion = 'skipped';
    }
    throw error;
  }
  for (const [index, step] of spec.steps.entries()) {
    await recorded(runner, record.steps[index + 1], () => runStep(state, list, step, actionId(step, index)));
  }
  await playPosts(runner, state, list);
  const last = newStep(record.steps.length + 1, 'Complete job');
  record.steps.push(last);
  await recorded(runner, last, async () => 'success');
}

function setUp({ log, instance, port }: JobState): Conclusion {
  const { record, spec, run } = instance;
  log.write(`Sandbox runner on Node ${process.version}; every step is a real process, without a container`);
  log.write('##[group]GITHUB_TOKEN Permissions');
  for (const [scope, level] of Object.entries(record.permissions)) {
    log.write(`${scope}: ${level}`);
  }
  log.write('##[endgroup]');
  log.write(`Job ${spec.key} of ${run.repository} at ${port.gitUrl}, attempt ${run.attempt}`);
  if (spec.unsupported !== undefined) {
    throw new Error(spec.unsupported);
  }
  return 'success';
}

async function playPosts(runner: Runner, state: JobState, list: StepList): Promise<void> {
  const { record } = state.instance;
  for (let post = state.posts.pop(); post !== undefined; post = state.posts.pop()) {
    const step = newStep(record.steps.length + 1, post.name);
    record.steps.push(step);
    const current = post;
    await recorded(runner, step, () => playPost(state, list, current));
  }
}

async function playPost(state: JobState, list: StepList, post: PostStep): Promise<Conclusion> {
  try {
    if (!evaluateCondition(post.condition, stepScope(state, list, state.env))) {
      return 'skipped';
    }
    state.log.write(`${post.name}.`);
    // Clean-up also happens after a cancellation, so only a kill ends it.
    const conclusion = await post.run({ stop: new AbortController().signal, kill: state.instance.killed });
    list.failed ||= conclusion === 'failure';
    return conclusion;
  } catch (error) {
    state.log.write(`##[error]${messageOf(error)}`);
    list.failed = true;
    return 'failure';
  }
}

async function recorded(
  runner: Runner,
  step: StepRecord | undefined,
  play: () => Promise<Conclusion>,
): Promise<void> {
  if (step === undefined) {
    return;
  }
  step.status = 'in_progress';
  step.startedAt = runner.now();
  runner.changed();
  let conclusion: Conclusion = 'failure';
  try {
    conclusion = await play();
  } finally {
    step.status = 'completed';
    step.conclusion = conclusion;
    step.completedAt = runner.now();
    runner.changed();
  }
}

function newStep(number: number, name: string): StepRecord {
  return { number, name, status: 'queued', conclusion: null, startedAt: null, completedAt: null };
}

function actionId(step: StepSpec, index: number): string {
  return (
    step.id ??
    `__${step.uses === undefined ? 'run' : step.uses.replaceAll(/[^A-Za-z0-9]+/g, '_')}_${index + 1}`
  );
}

function stepName(state: JobState, list: StepList, step: StepSpec): string {
  if (step.name !== undefined) {
    try {
      return templateText(step.name, stepScope(state, list, state.env));
    } catch {
      return 'Run';
    }
  }
  const run = step.run;
  const script = run?.kind === 'literal' ? String(run.value) : run?.kind === 'expression' ? run.written : '';
  return `Run ${step.uses ?? script.trimStart().split('\n')[0] ?? ''}`;
}
