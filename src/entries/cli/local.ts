import { type Command, Option } from 'commander';
import { CORE_WORKFLOW_TYPES } from '../../domain/workflows.js';
import type { LocalHost } from '../../local/local-host.js';
import {
  answerQuestions,
  approve,
  artifactText,
  chooseBranch,
  chooseWorkflow,
  findWorkflow,
  command as give,
} from '../../local/person.js';
import { LocalError } from '../../local/repository.js';
import { startLocally } from '../../local/start.js';
import { coloursOf } from './colours.js';
import { type ExitCode, type SetExitCode, UsageError } from './exit.js';
import { type CliIo, printJson } from './io.js';
import { carryOn, openSession, report, type SessionOptions } from './local-session.js';
import { printable } from './printable.js';
import { workList } from './work-list.js';

/** The local host: the same workflows in a terminal on a git checkout. */
export function addLocal(program: Command, io: CliIo, setExitCode: SetExitCode): void {
  const add = (syntax: string, description: string) =>
    program
      .command(syntax)
      .description(description)
      .option('--repo <dir>', 'the repository to work on (default: the present folder)')
      .addOption(
        new Option('--backend <name>', 'plays the agents for which the configuration names no backend'),
      )
      .option('--json', 'print the state as JSON');

  add('run <trigger>', 'start a workflow here, for example "simple: Add a log" or "implement"').action(
    async (trigger: string, options: SessionOptions) => {
      const host = await openSession(io, options, coloursOf(io, program));
      const state = await understood(() => startLocally(host, trigger));
      setExitCode(await carryOn(host, state.workflow_id, io, options));
    },
  );
  add('approve <workflow-id>', 'approve the plan and begin implementation').action(
    (id: string, options: SessionOptions) => decided(id, options, (host, found) => approve(host, found)),
  );
  add('resume [workflow-id]', 'go on after a pause, an interruption, or a question').action(
    (id: string | undefined, options: SessionOptions) =>
      decided(id, options, async (host, found) => {
        const { state } = (await host.runtime.store.load(found)) ?? {};
        // An interrupted workflow needs no decision: driving it is enough.
        return state?.status === 'paused' ? give(host, found, 'resume') : undefined;
      }),
  );
  add('confirm <workflow-id> [choice]', 'take the recommended workflow, or another; new or reuse').action(
    (id: string, choice: string | undefined, options: SessionOptions) =>
      decided(id, options, (host, found) => confirm(host, found, choice)),
  );
  add(
    'answer <workflow-id> <answers>',
    'answer the questions of clarify, for example "1:B 2: free text"',
  ).action((id: string, answers: string, options: SessionOptions) =>
    decided(id, options, (host, found) => answerQuestions(host, found, answers)),
  );
  for (const name of ['abort', 'pause'] as const) {
    const does = name === 'abort' ? 'cancel a workflow and keep its artifacts' : 'save the state and stop';
    add(`${name} [workflow-id]`, does).action(async (id: string | undefined, options: SessionOptions) => {
      const host = await openSession(io, options, coloursOf(io, program));
      const state = await understood(async () =>
        give(host, (await findWorkflow(host, id)).workflow_id, name),
      );
      report(state, io, options);
    });
  }
  add('status [workflow-id]', 'say where a workflow stands').action(
    async (id: string | undefined, options: SessionOptions) => {
      const host = await openSession(io, options, coloursOf(io, program));
      const state = await understood(() => findWorkflow(host, id));
      if (options.json === true) return printJson(io, state);
      const paper = {
        ...(io.screen === undefined ? PAGE : { ...io.screen(), rows: PAGE.rows }),
        colours: coloursOf(io, program),
      };
      io.stdout(`${workList(state, new Date().toISOString(), paper).join('\n')}\n\n`);
      io.stdout(
        `Status: ${state.status}${state.status_reason === null ? '' : ` (${printable(state.status_reason)})`}\n`,
      );
      report(state, io, options);
    },
  );
  add('review <workflow-id> <artifact>', 'show spec, plan or tasks').action(
    async (id: string, artifact: string, options: SessionOptions) => {
      const host = await openSession(io, options, coloursOf(io, program));
      const text = await understood(async () =>
        artifactText(host, (await findWorkflow(host, id)).workflow_id, artifact),
      );
      // Agents wrote it: a terminal shows it, a file gets it as it is.
      if (options.json === true) printJson(io, { artifact, content: text });
      else io.stdout(io.screen === undefined ? text : printable(text));
    },
  );

  async function decided(
    id: string | undefined,
    options: SessionOptions,
    decide: (host: LocalHost, workflowId: string) => Promise<unknown>,
  ): Promise<void> {
    const host = await openSession(io, options, coloursOf(io, program));
    const { workflow_id } = await understood(async () => {
      const found = await findWorkflow(host, id);
      await decide(host, found.workflow_id);
      return found;
    });
    const code: ExitCode = await carryOn(host, workflow_id, io, options);
    setExitCode(code);
  }
}

/** Where there is no terminal, nothing is cut but what nobody reads any more. */
const PAGE = { columns: 160, rows: 10_000, most_tasks: Number.POSITIVE_INFINITY };

async function confirm(host: LocalHost, id: string, choice: string | undefined): Promise<unknown> {
  const { state } = (await host.runtime.store.load(id)) ?? {};
  if (state?.status === 'awaiting_branch_choice') {
    if (choice === 'new') return chooseBranch(host, id, null);
    const existing = state.branch_choice?.existing.at(-1)?.feature_id ?? null;
    if (choice === 'reuse') return chooseBranch(host, id, existing);
    throw new LocalError('expected `new` or `reuse`');
  }
  const named = CORE_WORKFLOW_TYPES.find((type) => type === choice);
  if (choice !== undefined && choice !== 'yes' && named === undefined) {
    throw new LocalError(`expected one of ${CORE_WORKFLOW_TYPES.join(', ')}; received "${choice}"`);
  }
  return chooseWorkflow(host, id, named ?? state?.workflow_selection.recommended_workflow ?? null);
}

/** What the person typed and cannot be followed is wrong usage. */
async function understood<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LocalError) throw new UsageError(error.message);
    throw error;
  }
}
