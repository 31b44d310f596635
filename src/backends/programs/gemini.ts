/** Google's Gemini CLI. */
import type { AgentProgram, Failure, StartInput } from '../agent-program.js';
import { classifyFailure } from '../classify-failure.js';
import { finalAnswer } from '../final-answer.js';
import { at, count, type Json, objectOf, parseJson, text } from '../json.js';
import { FORBIDDEN_COMMANDS, READING_COMMANDS } from '../permissions.js';

export const gemini: AgentProgram = {
  package: {
    name: '@google/gemini-cli',
    version: '0.61.0',
    entries: ['@google/gemini-cli/bundle/gemini.js'],
  },
  reportsCost: false,
  secretEnv: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  settings: ['GOOGLE_GEMINI_BASE_URL'],
  start: (input) => ({
    args: [
      '--output-format=json',
      `--approval-mode=${input.permissions.run ? 'yolo' : input.permissions.write ? 'auto_edit' : 'default'}`,
      '--skip-trust',
      // A list may not be empty, so one server is allowed that nobody has.
      '--allowed-mcp-server-names=none',
      `--admin-policy=${input.scratch}/policy.toml`,
      ...(input.limits.model === null ? [] : [`--model=${input.limits.model}`]),
      '--prompt=',
    ],
    env: {
      GEMINI_API_KEY: input.secret.value,
      // Named always, because otherwise a .env file of the repository could name it.
      GOOGLE_GEMINI_BASE_URL:
        input.settings.GOOGLE_GEMINI_BASE_URL ?? 'https://generativelanguage.googleapis.com',
      GEMINI_CLI_HOME: `${input.scratch}/gemini`,
      // These settings win over those of the repository.
      GEMINI_CLI_SYSTEM_SETTINGS_PATH: `${input.scratch}/settings.json`,
      GEMINI_CLI_NO_RELAUNCH: 'true',
      GEMINI_TELEMETRY_ENABLED: 'false',
    },
    files: {
      'settings.json': JSON.stringify(settings(input)),
      'gemini/.gemini/settings.json': JSON.stringify(settings(input)),
      'policy.toml': policy(input),
    },
  }),
  read: ({ stdout, stderr, code }) => {
    const result = objectOf(parseJson(stdout.slice(stdout.indexOf('{'))));
    const said = text(result.response);
    const models = Object.values(objectOf(at(result, 'stats', 'models')));
    return {
      answer: said === '' ? null : finalAnswer(said),
      failure: failureIn(result, stderr, code),
      costUsd: 0,
      tokens: models.reduce<number>((sum, model) => sum + count(at(model, 'tokens', 'total')), 0),
      turns: models.reduce<number>((sum, model) => sum + count(at(model, 'api', 'totalRequests')), 0),
      denied: deniedIn(stderr),
    };
  },
};

function settings({ limits }: StartInput): unknown {
  return {
    security: {
      auth: { selectedType: 'gemini-api-key' },
      folderTrust: { enabled: false },
      // Commands do not see the key.
      environmentVariableRedaction: { enabled: true },
    },
    general: { enableAutoUpdate: false, maxAttempts: 3 },
    hooksConfig: { enabled: false },
    context: { fileName: ['GEMINI.md', 'AGENTS.md'] },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    model: { maxSessionTurns: limits.maxTurns },
  };
}

/** Rules that hold whatever the approval mode says. */
function policy({ permissions }: StartInput): string {
  const rule = (tool: string, decision: string, priority: number, prefixes?: readonly string[]) =>
    [
      '[[rule]]',
      `toolName = "${tool}"`,
      ...(prefixes === undefined ? [] : [`commandPrefix = ${JSON.stringify(prefixes)}`]),
      `decision = "${decision}"`,
      `priority = ${priority}`,
      '',
    ].join('\n');
  const shell = 'run_shell_command';
  return [
    rule(shell, 'deny', 900, FORBIDDEN_COMMANDS),
    ...(permissions.run ? [] : [rule(shell, 'allow', 800, READING_COMMANDS), rule(shell, 'deny', 700)]),
    ...(permissions.write ? [] : [rule('write_file', 'deny', 700), rule('replace', 'deny', 700)]),
    ...['web_fetch', 'google_web_search'].map((tool) => rule(tool, permissions.web ? 'allow' : 'deny', 700)),
  ].join('\n');
}

/** Tools that a policy denies count as failed only; the reason is on standard error. */
function deniedIn(stderr: string): string[] {
  return [
    ...stderr.matchAll(/^Error executing tool (\S+): .*(?:denied|not permitted|requires? .*confirmation)/gim),
  ].map(([, name = '']) => name);
}

/** Its exit codes for the limit of turns, and for a key that it cannot use. */
const TURN_LIMIT = 53;
const NO_LOGIN = 41;

/** Errors are JSON too, but on standard error, between warnings, and at times twice. */
function failureIn(result: Json, stderr: string, code: number | null): Failure | null {
  const error = objectOf(result.error ?? errorIn(stderr));
  const message = text(error.message);
  if (code === TURN_LIMIT || error.type === 'FatalTurnLimitedError') {
    return {
      type: 'MaxIterationsReached',
      message:
        'it reached its limit of turns. Raise max_turns of the backend, or cut the work into smaller tasks',
    };
  }
  if (message === '') return null;
  if (code === NO_LOGIN) return { type: 'UnrecoverableError', message };
  const status =
    typeof error.code === 'number' && error.code >= 400 && error.code < 600 ? error.code : undefined;
  return { type: classifyFailure(message, status), message };
}

function errorIn(stderr: string): unknown {
  const from = stderr.lastIndexOf('{\n  "session_id"');
  if (from === -1) return undefined;
  const end = stderr.indexOf('\n}', from);
  return at(parseJson(stderr.slice(from, end + 2)), 'error');
}
