import type { Config } from '../config/schema.js';
import { type Diagnosis, error, pass } from '../domain/diagnosis.js';
import type { Settings } from '../domain/state.js';
import type { NeededSecrets } from '../hosts/github/preflight-secrets.js';

/** Variables that hold a key, among those that a program may see. */
const SECRET = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i;

type Backends = Config['backends'];
type Program = Exclude<keyof Backends, 'default' | 'per_agent' | 'candidates' | 'command' | 'recorded'>;

/** The variables from which the programs read their key when the configuration names none; one of them is enough. */
const USUAL: Readonly<Record<Program, readonly string[]>> = {
  'claude-code': ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_AUTH_TOKEN'],
  codex: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
  gemini: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  copilot: ['COPILOT_GITHUB_TOKEN', 'COPILOT_PROVIDER_API_KEY', 'COPILOT_PROVIDER_BEARER_TOKEN'],
  opencode: [
    'OPENCODE_API_KEY',
    'ANTHROPIC_API_KEY',
    'OPENAI_API_KEY',
    'OPENROUTER_API_KEY',
    'GEMINI_API_KEY',
  ],
};

/** Without a program to play the agents nothing can be made, so nothing is claimed either. */
export function checkBackend(config: Config, settings: Settings): Diagnosis {
  const check = 'backend';
  const wanted = wantedBackends(settings);
  if (!wanted.includes('command') || config.backends.command.run !== undefined) {
    return pass(check, `agents are played by ${wanted.join(', ')}`);
  }
  return error(
    check,
    'no program is named that plays the agents',
    'Set backends.default or backends.command.run in .github/speckit.yml, or backends.default to recorded to try it out.',
  );
}

/** The secrets without which the programs that play agents cannot work. */
export function neededSecrets(config: Config, settings: Settings): NeededSecrets[] {
  return wantedBackends(settings).map((backend) => ({
    backend,
    variables: variablesOf(config.backends, backend),
  }));
}

function variablesOf(backends: Backends, backend: string): readonly string[] {
  if (backend === 'command') return backends.command.env.filter((name) => SECRET.test(name));
  return isProgram(backend) ? (backends[backend].secret_env ?? USUAL[backend]) : [];
}

function isProgram(backend: string): backend is Program {
  return Object.hasOwn(USUAL, backend);
}

function wantedBackends(settings: Settings): string[] {
  const listed = Object.values(settings.selection?.lists ?? {}).flat();
  // A default that a list takes the place of is not asked.
  const preset = settings.selection?.lists.default === undefined ? [settings.default_backend] : [];
  return [...new Set([...preset, ...Object.values(settings.backends), ...listed])];
}
