/** The demo in a terminal: what happens line by line, and below it a list of the agents and tasks that is kept up to date. */
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Exchange } from '../contract.js';

/** What the list reads of a workflow's state file, by the names that the design gives. */
interface LiveState {
  readonly feature_id: string | null;
  readonly slug: string;
  readonly status: string;
  readonly steps: readonly string[];
  readonly completed_agents: readonly string[];
  readonly implementation_approved: boolean;
  readonly agent_results: Readonly<Record<string, { readonly duration_ms: number } | undefined>>;
  readonly tasks: readonly { readonly id: string; readonly description: string; readonly status: string }[];
  readonly assignments: readonly {
    readonly agents: readonly string[];
    readonly tasks: readonly string[];
    readonly attempt: number;
    readonly status: string;
    readonly dispatched_at: string;
  }[];
}

interface Terminal {
  readonly columns?: number;
  write(text: string): unknown;
}

interface Live {
  /** Looks whether a request wrote a state, and shows it. */
  see(exchange: Exchange): void;
  print(line: string): void;
  /** Leaves the list as it is now. */
  stop(): void;
}

const TICK_MS = 1_000;

/** Without a terminal, or with `--json`, there is no list: lines are printed as they come. */
export function plainLive(print: (line: string) => void): Live {
  return { see: () => undefined, print, stop: () => undefined };
}

/** Draws on a terminal. Each drawing is one write, so that nothing flickers. */
export function createLive(terminal: Terminal, colours: boolean, now: () => number = Date.now): Live {
  let state: LiveState | null = null;
  let drawn = 0;
  const draw = (above: string) => {
    const lines = state === null ? [] : ['', ...listOf(state, now(), (terminal.columns || 80) - 1, colours)];
    const back = drawn === 0 ? '' : `\u001B[${drawn}A\u001B[0J`;
    terminal.write(`${back}${above}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
  };
  const timer = setInterval(() => draw(''), TICK_MS).unref();
  return {
    see(exchange) {
      const seen = stateIn(exchange);
      if (seen === null) return;
      state = seen;
      draw('');
    },
    print: (line) => draw(`${line}\n`),
    stop: () => clearInterval(timer),
  };
}

/** The state that a request of the bot has written to the state branch. */
function stateIn({ method, url, status, requestBody }: Exchange): LiveState | null {
  // Clients may write the slashes of a path as %2F.
  const isState = /(?:\/|%2F)workflow-state(?:\/|%2F)[0-9a-f-]{36}\.json$/i.test(url);
  if (method !== 'PUT' || status >= 300 || !isState) return null;
  const { content } = requestBody as { readonly content: string };
  return JSON.parse(Buffer.from(content, 'base64').toString('utf8')) as LiveState;
}

const LOOKS = {
  done: ['✓', 'green'],
  running: ['●', 'cyan'],
  'waits for a person': ['‖', 'yellow'],
  failed: ['✗', 'red'],
  blocked: ['‖', 'yellow'],
  'to do': ['·', 'dim'],
} as const;
type Look = keyof typeof LOOKS;

function listOf(state: LiveState, now: number, columns: number, colours: boolean): string[] {
  const row = (look: Look, name: string, rest: string, indent: string) => {
    const [sign, colour] = LOOKS[look];
    const text = `${indent}${sign} ${name.padEnd(18 - indent.length)} ${look.padEnd(18)} ${rest}`.trimEnd();
    const line = cut(text, columns);
    return colours ? styleText(colour, line, { validateStream: false }) : line;
  };
  const tasks = state.tasks.filter(({ status }) => status === 'running' || status === 'failed');
  return [
    cut(`${state.feature_id ?? state.slug}: ${state.status.replaceAll('_', ' ')}`, columns),
    ...state.steps.flatMap((step) => {
      const line = row(lookOf(state, step), step, factsOf(state, step, now), '  ');
      if (step !== 'implement') return [line];
      return [
        line,
        ...tasks.map(({ id, description, status }) =>
          row(status === 'failed' ? 'failed' : 'running', id, description, '    '),
        ),
      ];
    }),
  ];
}

function lookOf(state: LiveState, step: string): Look {
  if (step === 'checkpoint') {
    if (state.implementation_approved) return 'done';
    return state.status === 'awaiting_implementation_approval' ? 'waits for a person' : 'to do';
  }
  if (state.completed_agents.includes(step)) return 'done';
  return running(state, step).length > 0 ? 'running' : 'to do';
}

function factsOf(state: LiveState, step: string, now: number): string {
  const work = running(state, step);
  const own = state.assignments.filter(({ agents }) => agents.includes(step));
  const attempt = Math.max(1, ...own.map((one) => one.attempt));
  const since = Math.min(...work.map(({ dispatched_at }) => Date.parse(dispatched_at)));
  const taken = work.length > 0 ? now - since : (state.agent_results[step]?.duration_ms ?? null);
  const done = state.tasks.filter(({ status }) => status === 'done').length;
  return [
    taken === null ? '' : `${Math.max(0, Math.floor(taken / 1_000))} s`,
    own.length > 0 && attempt > 1 ? `attempt ${attempt}` : '',
    step === 'implement' && own.length > 0 && state.tasks.length > 0
      ? `${done} of ${state.tasks.length} tasks`
      : '',
  ]
    .filter((fact) => fact !== '')
    .join(', ');
}

function running(state: LiveState, step: string): LiveState['assignments'] {
  return state.assignments.filter(({ status, agents }) => status === 'dispatched' && agents[0] === step);
}

/** Text of others on one line that does not wrap; colours come afterwards. */
function cut(text: string, columns: number): string {
  const line = stripVTControlCharacters(text).replace(/\s/g, ' ');
  return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
}
