/** The backend `command`: any executable that reads a context on stdin and answers the contract on stdout. */
import { type Backend, BackendError, type PlayOutcome, type PlayRequest } from './backend.js';
import { classifyFailure } from './classify-failure.js';
import { agentEnvironment } from './environment.js';
import { type ProcessEnd, runProcess } from './process.js';

export interface CommandOptions {
  /**
   * A list is started as it is, without a shell. A string is the configuration's own shell line (`bash -c`); nothing is
   * ever put into it.
   */
  readonly run: string | readonly string[];
  /** Names of further environment variables that the program may see. */
  readonly env?: readonly string[] | undefined;
  readonly maxOutputBytes?: number | undefined;
  /** Time between SIGTERM and SIGKILL after a timeout. */
  readonly graceMs?: number | undefined;
}

/** Makes the backend of an executable. `source` is the environment from which the allowed names are taken. */
export function commandBackend(
  options: CommandOptions,
  source: NodeJS.ProcessEnv,
  name = 'command',
): Backend {
  const [file, ...args] = typeof options.run === 'string' ? ['bash', '-c', options.run] : options.run;
  if (file === undefined || file === '') {
    throw new Error(
      `expected backends.${name}.run to be a shell line or a list of program and arguments, received nothing`,
    );
  }
  return {
    name,
    capabilities: { editsFiles: true, reportsCost: true, needs: options.env ?? [] },
    play: async (request) => {
      const end = await runProcess({
        file,
        args,
        cwd: request.workingTree,
        env: agentEnvironment(source, [...(options.env ?? []), ...request.env]),
        input: JSON.stringify(stdinOf(request)),
        timeoutMs: request.timeoutMs,
        maxOutputBytes: options.maxOutputBytes ?? 10_000_000,
        graceMs: options.graceMs ?? 5_000,
      });
      return outcomeOf(end, request, file);
    },
  };
}

/** The document that the program reads, with the seed's names. */
function stdinOf(request: PlayRequest): Record<string, unknown> {
  return {
    agent: request.agent,
    task: request.task,
    attempt: request.attempt,
    WORKFLOW_CONTEXT: request.context,
    FEEDBACK_CONTEXT: request.feedback,
    USER_REQUEST: request.userRequest,
    prompt: request.prompt,
  };
}

function outcomeOf(end: ProcessEnd, request: PlayRequest, file: string): PlayOutcome {
  const log = end.stderr;
  switch (end.kind) {
    case 'not_started':
      throw new BackendError(
        'UnrecoverableError',
        `expected to start "${file}" for agent ${request.agent}: ${end.stderr}. Install it on the runner or correct the backend's run setting`,
        { log },
      );
    case 'timed_out':
      throw new BackendError(
        'TimeoutError',
        `expected an answer of agent ${request.agent} within ${request.timeoutMs / 1000} s; its processes were ended`,
        { log },
      );
    case 'stopped':
    case 'too_much_output':
      throw new BackendError(
        'UnrecoverableError',
        `agent ${request.agent} wrote more output than is allowed`,
        { log },
      );
    case 'exited':
      return answerOf(end, request);
  }
}

/** A failing exit code counts unless the program has explained itself by an answer of status `error`. */
function answerOf(end: ProcessEnd, request: PlayRequest): PlayOutcome {
  const response = parse(end.stdout);
  if (end.code !== 0 && memberOf(response, 'status') !== 'error') {
    throw new BackendError(
      // A signal comes from outside, whatever the program had printed before.
      end.code === null ? 'ExternalServiceError' : classifyFailure(end.stderr.slice(-2_000)),
      `expected exit code 0 of agent ${request.agent}, received ${end.code ?? 'a signal'}: ${end.stderr.trim().slice(-2_000)}`,
      { log: end.stderr },
    );
  }
  const cost = memberOf(memberOf(response, 'usage'), 'cost_usd');
  const usage = {
    duration_ms: end.durationMs,
    cost_usd: typeof cost === 'number' && Number.isFinite(cost) && cost >= 0 ? cost : 0,
  };
  return { response, usage, log: end.stderr };
}

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    return stdout;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
