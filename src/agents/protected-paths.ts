/** Paths that no agent may change, because they decide what runs, with which rights, or what an agent is told. */
import { matchesPattern } from './pattern.js';

/** Pattern and why it is protected; `**` in front means at any depth. */
const PROTECTED: readonly (readonly [pattern: string, reason: string])[] = [
  ['.github/**', "GitHub's own configuration: Actions workflows, code owners, the product's settings"],
  ['.specify/**', "Spec Kit's and the product's configuration, memory and state"],
  ...at('an agent program reads it as its instructions or settings', [
    '**/CLAUDE.md',
    '**/CLAUDE.local.md',
    '**/AGENTS.md',
    '**/AGENTS.override.md',
    '**/GEMINI.md',
    '**/.mcp.json',
    '**/.claude/**',
    '**/.codex/**',
    '**/.gemini/**',
    '**/.copilot/**',
    '**/.opencode/**',
    '**/.agents/**',
    '**/opencode.json',
    '**/opencode.jsonc',
    '**/.cursor/**',
    '**/.cursorrules',
    '**/.windsurf/**',
    '**/.windsurfrules',
    '**/.clinerules/**',
    '**/.clinerules',
    '**/.aider*',
    '**/AGENT.md',
    '**/QWEN.md',
    '**/WARP.md',
    '**/CRUSH.md',
    '**/.crush.json',
    '**/crush.json',
    '**/.qwen/**',
    '**/.roo/**',
    '**/.roorules*',
    '**/.kilocode/**',
    '**/.kiro/**',
    '**/.amazonq/**',
    '**/.continue/**',
    '**/.junie/**',
    '**/.augment/**',
    '**/.augment-guidelines',
    '**/.trae/**',
    '**/.goosehints',
    '**/.rules',
    '**/.zed/**',
  ]),
  ...at('git reads it as configuration', [
    '**/.gitattributes',
    '**/.gitmodules',
    '**/.gitconfig',
    '**/.lfsconfig',
  ]),
  ...at("it runs by itself on somebody's machine", [
    '**/.githooks/**',
    '**/.husky/**',
    '**/.huskyrc*',
    '**/lefthook.y*ml',
    '**/.lefthook.y*ml',
    '**/.pre-commit-config.y*ml',
    '**/.envrc',
    '**/.vscode/**',
    '**/.idea/**',
    '**/.devcontainer/**',
    '**/.devcontainer.json',
    '**/.npmrc',
    '**/.yarnrc*',
    '**/.pnpmfile.*',
  ]),
  ...at('another build service runs it', [
    '**/.gitlab-ci.y*ml',
    '**/.circleci/**',
    '**/.travis.y*ml',
    '**/.buildkite/**',
    '**/azure-pipelines.y*ml',
    '**/bitbucket-pipelines.y*ml',
    '**/Jenkinsfile*',
    '**/.drone.y*ml',
    '**/.woodpecker/**',
    '**/.woodpecker.y*ml',
    '**/appveyor.y*ml',
    '**/.appveyor.y*ml',
    '**/.cirrus.y*ml',
    '**/.cirrus.star',
    '**/.semaphore/**',
    '**/.tekton/**',
    '**/.gitlab/**',
    '**/.gitea/**',
    '**/.forgejo/**',
    '**/cloudbuild.y*ml',
    '**/buildspec.y*ml',
    '**/codefresh.y*ml',
    '**/wercker.y*ml',
    '**/.zuul.y*ml',
    '**/.zuul.d/**',
  ]),
  ...at('a bot merges changes by it', [
    '.mergify.y*ml',
    '.mergify/**',
    '.kodiak.toml',
    '.bulldozer.y*ml',
    '.policy.y*ml',
    'renovate.json*',
    '.renovaterc*',
  ]),
  ...at('it says who must approve changes', ['CODEOWNERS', 'docs/CODEOWNERS']),
];

/** Why a path is protected, or null when it is not. `unprotected` are patterns that the configuration exempts. */
export function protectionOf(path: string, unprotected: readonly string[] = []): string | null {
  // Some file systems take `ﬁ` for `fi`: what such a name becomes counts as well.
  const names = [...new Set([path, path.normalize('NFKC')])];
  const rule = PROTECTED.find(([pattern]) => names.some((name) => matchesPattern(pattern, name)));
  const isExempt = (pattern: string) =>
    matchesPattern(pattern, path) || matchesPattern(`${pattern}/**`, path);
  if (rule === undefined || unprotected.some(isExempt)) return null;
  return `it is protected (${rule[0]}): ${rule[1]}`;
}

function at(reason: string, patterns: readonly string[]): (readonly [string, string])[] {
  return patterns.map((pattern) => [pattern, reason] as const);
}
