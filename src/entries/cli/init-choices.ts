/** What `init` has to know and cannot see: from options, from the files of an earlier run, or from a person. */
import { BACKENDS } from '../../config/backends.js';
import type { Config } from '../../config/schema.js';
import { type BackendName, type Choices, isBackend } from '../../setup/choices.js';
import type { RepositoryFacts } from '../../setup/needs.js';
import { isAction } from '../../setup/workflow-text.js';
import { UsageError } from './exit.js';
import type { CliIo } from './io.js';

export interface ChoiceOptions {
  readonly backend?: string;
  readonly model?: string;
  readonly run?: string;
  readonly test?: string;
  readonly action?: string;
}

/** What an earlier run left, or somebody has written since. */
export interface Earlier {
  /** Null where there is no configuration, or an unusable one. */
  readonly config: Config | null;
  readonly action: string | null;
}

const MODEL = /^[^/\s]+\/\S+$/;

/** Settles every choice. Without `ask` nobody is asked, and what nobody has said stays open. */
export async function choose(
  facts: RepositoryFacts,
  options: ChoiceOptions,
  earlier: Earlier,
  ask: CliIo['ask'],
): Promise<Choices> {
  const answers = asking(ask);
  const backend = chosenBackend(options) ?? (await findBackend(facts, earlier, answers));
  const model = options.model ?? earlier.config?.backends.opencode.model ?? null;
  const run = options.run ?? lineOf(earlier.config?.backends.command.run) ?? null;
  return {
    backend,
    model: backend === 'opencode' ? await need(model, 'model', MODEL, answers) : model,
    run: backend === 'command' ? await need(run, 'run', /\S/, answers) : run,
    test: options.test ?? (await findTest(facts, earlier, answers)),
    others: [...new Set(Object.values(earlier.config?.backends.per_agent ?? {}))],
    ownSecrets: earlier.config === null ? {} : ownSecrets(earlier.config),
    action: chosenAction(options) ?? earlier.action,
  };
}

/** Asks until an answer will do; null without anybody to ask, or when they have gone. */
type Ask = ((question: string, accepts: (answer: string) => string | null) => Promise<string | null>) | null;

function asking(ask: CliIo['ask']): Ask {
  if (ask === undefined) return null;
  return async (question, accepts) => {
    for (let refusal: string | null = ''; ; ) {
      const answer: string | null = await ask(refusal === '' ? question : `${refusal}\n${question}`);
      refusal = answer === null ? null : accepts(answer.trim());
      if (answer === null || refusal === null) return answer?.trim() ?? null;
    }
  };
}

function chosenBackend({ backend }: ChoiceOptions): BackendName | null {
  if (backend === undefined || isBackend(backend)) return backend ?? null;
  throw new UsageError(`--backend: expected one of ${BACKENDS.join(', ')}, received "${backend}"`);
}

function chosenAction({ action }: ChoiceOptions): string | null {
  if (action === undefined || isAction(action)) return action ?? null;
  throw new UsageError(`--action: expected owner/speckit-orchestrator@ref, received "${action}"`);
}

async function findBackend(
  facts: RepositoryFacts,
  { config }: Earlier,
  ask: Ask,
): Promise<BackendName | null> {
  if (config !== null) return config.backends.default ?? null;
  const hint = facts.backendHint?.backend ?? null;
  // opencode and command need more than a name, which nobody is there to give.
  if (ask === null) return hint === 'opencode' ? null : hint;
  const proposed = hint ?? 'claude-code';
  const answer = await ask(
    `Which program plays the agents? (${BACKENDS.join(', ')}) [${proposed}] `,
    (given) =>
      given === '' || isBackend(given)
        ? null
        : `Expected one of ${BACKENDS.join(', ')}, received "${given}".`,
  );
  return answer !== null && isBackend(answer) ? answer : proposed;
}

const WANTED = {
  model: ['backends.opencode.model', 'a provider and a model, as anthropic/claude-sonnet-4-5'],
  run: ['backends.command.run', 'a command line, as "node tools/agent.mjs"'],
} as const;

/** What the chosen program cannot do without. */
async function need(value: string | null, option: 'model' | 'run', form: RegExp, ask: Ask): Promise<string> {
  const [key, expected] = WANTED[option];
  if (value !== null) {
    if (form.test(value)) return value;
    throw new UsageError(`--${option}: expected ${expected}, received "${value}"`);
  }
  const answer = await ask?.(`${key}, ${expected}: `, (given) =>
    form.test(given) ? null : `Expected ${expected}.`,
  );
  if (answer == null)
    throw new UsageError(`expected --${option} with ${expected}, because the chosen backend needs it`);
  return answer;
}

async function findTest(
  { commands }: RepositoryFacts,
  { config }: Earlier,
  ask: Ask,
): Promise<string | null> {
  if (config !== null) return config.quality.test?.[0] ?? null;
  if (commands.test !== null || ask === null) return null;
  const answer = await ask(
    'No test command was found. Which command tests this repository? [none yet] ',
    () => null,
  );
  return answer === null || answer === '' ? null : answer;
}

/** Variables that hold a key, among those that a program may see. */
const SECRET = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i;

function ownSecrets({ backends }: Config): Choices['ownSecrets'] {
  const found = BACKENDS.flatMap((name): [BackendName, readonly string[]][] => {
    const backend = backends[name];
    const named = 'secret_env' in backend ? backend.secret_env : undefined;
    const seen = 'env' in backend ? backend.env.filter((variable) => SECRET.test(variable)) : [];
    if (name === 'command') return [[name, seen]];
    return named === undefined ? [] : [[name, [...named, ...seen]]];
  });
  return Object.fromEntries(found);
}

function lineOf(run: string | readonly string[] | undefined): string | null {
  if (run === undefined || typeof run === 'string') return run ?? null;
  return run
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
