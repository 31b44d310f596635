import { type BackendName, isBackend } from './choices.js';

export interface BackendHint {
  readonly backend: BackendName;
  /** The file that says so. */
  readonly source: string;
}

/** Files that only a team with this program keeps, the surest first. */
const SIGNS: readonly (readonly [sign: RegExp, backend: BackendName])[] = [
  [/^CLAUDE\.md$|^\.claude\//, 'claude-code'],
  [/^\.codex\//, 'codex'],
  [/^GEMINI\.md$|^\.gemini\//, 'gemini'],
  [/^opencode\.jsonc?$|^\.opencode\//, 'opencode'],
  [/^\.github\/copilot-instructions\.md$|^\.github\/(?:prompts|instructions|chatmodes)\//, 'copilot'],
];

/** Names by which Spec Kit calls the programs. */
const SPEC_KIT: Readonly<Record<string, string>> = { claude: 'claude-code' };

/**
 * Which coding agent a team seems to work with already; null where nothing says so.
 *
 * @param initOptions text of `.specify/init-options.json`, null where there is none
 */
export function backendHint(paths: readonly string[], initOptions: string | null): BackendHint | null {
  const chosen = fromSpecKit(initOptions);
  if (chosen !== null) return { backend: chosen, source: '.specify/init-options.json' };
  for (const [sign, backend] of SIGNS) {
    const source = paths.find((path) => sign.test(path));
    if (source !== undefined) return { backend, source };
  }
  return null;
}

function fromSpecKit(text: string | null): BackendName | null {
  try {
    const options: unknown = JSON.parse(text ?? 'null');
    const { ai, integration } = (options ?? {}) as { readonly ai?: unknown; readonly integration?: unknown };
    const name = integration ?? ai;
    if (typeof name !== 'string') return null;
    const backend = SPEC_KIT[name] ?? name;
    return isBackend(backend) ? backend : null;
  } catch {
    return null;
  }
}
