/** Carries a workflow of the local host on in a terminal: drives it, and asks the person when it waits for one. */
import { parseAnswerWord, type Question } from '../../commands/answer-word.js';
import type { Command as Said } from '../../commands/types.js';
import { isFinal, type WorkflowState } from '../../domain/state.js';
import { CORE_WORKFLOW_TYPES } from '../../domain/workflows.js';
import { drive } from '../../local/drive.js';
import { type LocalHost, openLocalHost } from '../../local/local-host.js';
import {
  answerQuestions,
  approve,
  artifactText,
  chooseBranch,
  chooseWorkflow,
  command,
} from '../../local/person.js';
import { LocalError } from '../../local/repository.js';
import { startOpenTelemetry } from '../../observability/open-telemetry.js';
import type { Colours } from './colours.js';
import { EXIT, type ExitCode } from './exit.js';
import { type CliIo, printJson } from './io.js';
import { printable } from './printable.js';
import { createView, type SessionView, silentView } from './session-view.js';

export interface SessionOptions {
  /** Folder of the repository; the present one unless told. */
  readonly repo?: string;
  readonly backend?: string;
  readonly json?: boolean;
}

/** The local host, and what a person sees of it. */
export interface Session extends LocalHost {
  readonly view: SessionView;
}

/** Opens the local host so that it tells its story on the terminal, or nothing with `--json`. */
export async function openSession(io: CliIo, options: SessionOptions, colours: Colours): Promise<Session> {
  const quiet = options.json === true;
  const now = () => new Date().toISOString();
  const view = quiet ? silentView() : createView(io, colours, now);
  const telemetry = await startOpenTelemetry(process.env, (message) => io.stderr(`${message}\n`));
  // The last thing that is done: by then, all has happened that there is to be told.
  if (telemetry !== null) process.once('beforeExit', () => void telemetry.stop());
  const host = await openLocalHost({
    folder: options.repo ?? io.cwd,
    ...(options.backend === undefined ? {} : { backend: options.backend }),
    onComment: (_topic, text, state) => view.comment(text, state),
    onState: (state) => view.state(state),
    ...(telemetry === null ? {} : { telemetry }),
  });
  // What happened in earlier sessions has been told there.
  for (const id of quiet ? [] : await host.runtime.store.list()) {
    const loaded = await host.runtime.store.load(id).catch(() => null);
    if (loaded !== null) view.skip(loaded.state);
  }
  return { ...host, view };
}

/** Drives a workflow as far as it goes without a person, and further where there is one to ask. */
export async function carryOn(
  host: Session,
  workflowId: string,
  io: CliIo,
  options: SessionOptions,
): Promise<ExitCode> {
  for (;;) {
    const state = await drive(host, workflowId).finally(() => host.view.rest());
    if (isFinal(state.status) || io.ask === undefined || options.json === true) {
      return report(state, io, options);
    }
    if (!(await decideTogether(host, state, io, io.ask))) return report(state, io, options);
  }
}

/** Says where a workflow stands; the exit code is that of a program which ends here. */
export function report(state: WorkflowState, io: CliIo, options: SessionOptions): ExitCode {
  if (options.json === true) printJson(io, state);
  else if (!isFinal(state.status)) io.stdout(`${whatToType(state)}\n`);
  return state.status === 'failed' || state.status === 'aborted' ? EXIT.problems : EXIT.done;
}

/** Asks until the person has decided something; false when they stop or there is nobody any more. */
async function decideTogether(
  host: LocalHost,
  state: WorkflowState,
  io: CliIo,
  ask: (question: string) => Promise<string | null>,
): Promise<boolean> {
  for (;;) {
    const said = await ask(questionOf(state));
    if (said === null) return false;
    try {
      const outcome = await follow(host, state, said, io);
      if (outcome !== 'again') return outcome === 'go on';
    } catch (error) {
      if (!(error instanceof LocalError)) throw error;
      io.stdout(`${error.message}\n`);
    }
  }
}

type Outcome = 'go on' | 'stop' | 'again';

async function follow(host: LocalHost, state: WorkflowState, said: string, io: CliIo): Promise<Outcome> {
  const id = state.workflow_id;
  if (state.status === 'awaiting_clarification' && !/^\s*(abort|pause|stop|cancel)\s*$/i.test(said)) {
    await answerQuestions(host, id, said);
    return 'go on';
  }
  const word = parseAnswerWord(said, QUESTIONS[state.status] ?? 'checkpoint');
  switch (word?.name) {
    case 'proceed':
      if (state.status === 'paused') await command(host, id, 'resume');
      else await approve(host, id);
      return 'go on';
    case 'confirm':
      return choose(host, state, word);
    case 'show':
      io.stdout(`${printable(await artifactText(host, id, word.args.artifact ?? 'spec'))}\n`);
      return 'again';
    case 'abort':
      await command(host, id, 'abort');
      return 'go on';
    case 'pause':
      if (state.status !== 'paused') await command(host, id, 'pause');
      return 'stop';
    default:
      io.stdout(`That was not understood. ${questionOf(state)}\n`);
      return 'again';
  }
}

const QUESTIONS: Readonly<Partial<Record<WorkflowState['status'], Question>>> = {
  awaiting_workflow_selection: 'selection',
  awaiting_implementation_approval: 'checkpoint',
  awaiting_branch_choice: 'branch',
};

async function choose(host: LocalHost, state: WorkflowState, { args }: Said): Promise<Outcome> {
  const id = state.workflow_id;
  if (state.status === 'awaiting_branch_choice') {
    const existing = args.feature ?? state.branch_choice?.existing.at(-1)?.feature_id ?? null;
    await chooseBranch(host, id, args.choice === 'new' ? null : existing);
    return 'go on';
  }
  const named = CORE_WORKFLOW_TYPES.find((type) => type === args.choice);
  const recommended = args.choice === 'no' ? null : state.workflow_selection.recommended_workflow;
  await chooseWorkflow(host, id, named ?? recommended);
  return named === undefined && recommended === null ? 'again' : 'go on';
}

function questionOf(state: WorkflowState): string {
  switch (state.status) {
    case 'awaiting_workflow_selection':
      return 'Proceed? [Y/n/simple/standard/full] ';
    case 'awaiting_clarification':
      return 'Your answers (`1:B 2: free text`, or `recommended`): ';
    case 'awaiting_branch_choice':
      return 'Go on with the existing feature, or make a new one? [reuse/new] ';
    case 'paused':
      return 'Go on? [yes/abort/pause] ';
    default:
      return 'proceed, review spec|plan|tasks, abort or pause? ';
  }
}

function whatToType({ workflow_id: id, status, status_reason }: WorkflowState): string {
  switch (status) {
    case 'awaiting_implementation_approval':
      return `Waiting for your approval. Type one of:\n  speckit approve ${id}\n  speckit review ${id} spec|plan|tasks\n  speckit pause ${id}\n  speckit abort ${id}`;
    case 'awaiting_workflow_selection':
      return `Waiting for your choice. Type \`speckit confirm ${id} [simple|standard|standard-e2e|full|full-research]\`.`;
    case 'awaiting_branch_choice':
      return `Waiting for your choice. Type \`speckit confirm ${id} new\` or \`speckit confirm ${id} reuse\`.`;
    case 'awaiting_clarification':
      return `Waiting for your answers. Type \`speckit answer ${id} "1:B 2: free text"\`, or \`speckit answer ${id} recommended\`.`;
    default:
      return `Paused${status_reason === null ? '' : `: ${status_reason}`}\nType \`speckit resume ${id}\` or \`speckit abort ${id}\`.`;
  }
}
