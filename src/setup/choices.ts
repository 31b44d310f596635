import { BACKENDS } from '../config/backends.js';

export type BackendName = (typeof BACKENDS)[number];

/** What somebody has decided, or what the repository makes likely. */
export interface Choices {
  /** Null where nobody has said which program plays the agents. */
  readonly backend: BackendName | null;
  /** `provider/name`; opencode needs one. */
  readonly model: string | null;
  /** The program of the backend `command`. */
  readonly run: string | null;
  /** A test command that somebody named; null where it is left to what the repository declares. */
  readonly test: string | null;
  /** Programs that play single agents, as the configuration says. */
  readonly others: readonly BackendName[];
  /** Secrets that the configuration names for a program; they take the place of the usual ones. */
  readonly ownSecrets: Readonly<Partial<Record<BackendName, readonly string[]>>>;
  /** The action of the Actions workflow as `owner/name@ref`; null for the shipped one. */
  readonly action: string | null;
}

/** Secrets of which one is enough, by backend. */
const SECRETS: Readonly<Record<Exclude<BackendName, 'opencode'>, readonly string[]>> = {
  'claude-code': ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'],
  codex: ['OPENAI_API_KEY'],
  gemini: ['GEMINI_API_KEY'],
  copilot: ['COPILOT_GITHUB_TOKEN'],
  command: [],
  recorded: [],
};

/** Those of opencode's providers; it takes the key of the provider that its model names. */
const PROVIDERS: Readonly<Record<string, string>> = {
  opencode: 'OPENCODE_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  openai: 'OPENAI_API_KEY',
  openrouter: 'OPENROUTER_API_KEY',
  google: 'GEMINI_API_KEY',
};

export interface NeededSecret {
  readonly backend: BackendName;
  /** Of these one is enough. */
  readonly names: readonly string[];
}

type SecretChoices = Pick<Choices, 'backend' | 'model' | 'others' | 'ownSecrets'>;

/** The secrets of each chosen program that needs one. */
export function neededSecrets({
  backend,
  model,
  others,
  ownSecrets,
}: SecretChoices): readonly NeededSecret[] {
  const chosen = new Set([...(backend === null ? [] : [backend]), ...others]);
  return [...chosen]
    .map((name) => ({ backend: name, names: ownSecrets[name] ?? usualSecrets(name, model) }))
    .filter(({ names }) => names.length > 0);
}

/** The secrets that the job of the agents is given; null where no backend is chosen, so that nothing is known. */
export function secretsOf(choices: SecretChoices): readonly string[] | null {
  if (choices.backend === null) return null;
  return [...new Set(neededSecrets(choices).flatMap(({ names }) => names))];
}

function usualSecrets(backend: BackendName, model: string | null): readonly string[] {
  if (backend !== 'opencode') return SECRETS[backend];
  const secret = PROVIDERS[model?.split('/')[0] ?? ''];
  return secret === undefined ? Object.values(PROVIDERS) : [secret];
}

/** True for a name that the configuration knows. */
export function isBackend(name: string): name is BackendName {
  return BACKENDS.some((known) => known === name);
}
