/** GitHub's Copilot CLI, with Copilot's own models or with a provider of one's own. */
import type { AgentProgram, Failure, StartInput } from '../agent-program.js';
import { classifyFailure } from '../classify-failure.js';
import { finalAnswer } from '../final-answer.js';
import { at, count, type Json, jsonLines, list, objectOf, parseJson, text } from '../json.js';
import { FORBIDDEN_COMMANDS, READING_COMMANDS } from '../permissions.js';

const USAGE = 'usage.json';

export const copilot: AgentProgram = {
  package: {
    name: '@github/copilot',
    version: '1.0.102',
    entries: ['@github/copilot-{platform}/copilot', '@github/copilot/npm-loader.js'],
  },
  reportsCost: false,
  // A personal token that may do nothing but use Copilot. The job's own token is never handed on.
  secretEnv: ['COPILOT_GITHUB_TOKEN', 'COPILOT_PROVIDER_API_KEY', 'COPILOT_PROVIDER_BEARER_TOKEN'],
  settings: [
    'COPILOT_PROVIDER_BASE_URL',
    'COPILOT_PROVIDER_TYPE',
    'COPILOT_PROVIDER_WIRE_API',
    'COPILOT_PROVIDER_AZURE_API_VERSION',
    'COPILOT_GH_HOST',
  ],
  leaves: USAGE,
  start: (input) => ({
    args: [
      '--output-format=json',
      ...toolArguments(input),
      '--no-ask-user',
      '--no-auto-update',
      '--disable-builtin-mcps',
      '--no-remote',
      `--secret-env-vars=${nameOfKey(input)}`,
      '--stream=off',
      '--log-level=none',
      ...(input.limits.model === null ? [] : [`--model=${input.limits.model}`]),
      `--usage-output-file=${input.scratch}/${USAGE}`,
    ],
    env: {
      [nameOfKey(input)]: input.secret.value,
      COPILOT_HOME: `${input.scratch}/copilot`,
      COPILOT_AUTO_UPDATE: 'false',
      ...(input.limits.model === null ? {} : { COPILOT_MODEL: input.limits.model }),
      // With a provider of one's own nothing of GitHub is needed.
      ...(isOwnProvider(input) ? { COPILOT_OFFLINE: 'true' } : {}),
    },
    files: {},
  }),
  // It has no limit of its own for a single prompt.
  meter: ({ type }) => ({ turns: type === 'assistant.turn_start' ? 1 : 0, costUsd: 0 }),
  read: ({ stdout, leftFile }) => {
    const events = jsonLines(stdout);
    const messages = events.filter(({ type }) => type === 'assistant.message');
    const said = text(at(messages.at(-1), 'data', 'content'));
    const models = Object.values(objectOf(at(parseJson(leftFile), 'modelMetrics')));
    const sum = (...path: readonly string[]) =>
      models.reduce<number>((total, model) => total + count(at(model, ...path)), 0);
    return {
      answer: said === '' ? null : finalAnswer(said),
      failure: failureIn(events),
      costUsd: 0,
      tokens: sum('usage', 'inputTokens') + sum('usage', 'outputTokens'),
      turns: sum('requests', 'count') || events.filter(({ type }) => type === 'assistant.turn_start').length,
      denied: deniedIn(events),
    };
  },
};

function isOwnProvider({ settings }: StartInput): boolean {
  return settings.COPILOT_PROVIDER_BASE_URL !== undefined;
}

/** The name under which the program knows the key, whatever it is called here. */
function nameOfKey(input: StartInput): string {
  if (copilot.secretEnv.includes(input.secret.name)) return input.secret.name;
  return isOwnProvider(input) ? 'COPILOT_PROVIDER_API_KEY' : 'COPILOT_GITHUB_TOKEN';
}

function toolArguments({ permissions }: StartInput): string[] {
  const allowed = permissions.run
    ? ['--allow-all-tools']
    : [
        ...READING_COMMANDS.map((command) => `--allow-tool=shell(${command}:*)`),
        // Its tool for writing makes no folders.
        ...(permissions.write ? ['--allow-tool=write', '--allow-tool=shell(mkdir:*)'] : []),
      ];
  return [
    ...allowed,
    ...FORBIDDEN_COMMANDS.map((command) => `--deny-tool=shell(${command})`),
    ...(permissions.web ? ['--allow-all-urls'] : []),
  ];
}

function deniedIn(events: readonly Json[]): string[] {
  const names = new Map(
    events
      .filter(({ type }) => type === 'tool.execution_start')
      .map((event) => [at(event, 'data', 'toolCallId'), text(at(event, 'data', 'toolName'))] as const),
  );
  return events
    .filter(
      (event) =>
        event.type === 'tool.execution_complete' &&
        /denied|rejected/.test(text(at(event, 'data', 'error', 'code'))),
    )
    .map((event) => names.get(at(event, 'data', 'toolCallId')) ?? 'a tool');
}

/** The last word counts: a call that failed and was repeated with success is no failure. */
function failureIn(events: readonly Json[]): Failure | null {
  const result = events.findLast(({ type }) => type === 'result');
  const ended = count(result?.exitCode ?? at(result, 'data', 'exitCode'));
  // Ended by a signal it says so, and exits with code 0.
  if (events.some(({ type }) => type === 'abort')) {
    return { type: 'ExternalServiceError', message: 'it was ended from outside before it was done' };
  }
  const last = events.findLast(({ type }) => type === 'model.call_failure' || type === 'assistant.message');
  if (last?.type === 'model.call_failure') {
    const status = at(last, 'data', 'statusCode');
    const message = text(at(last, 'data', 'errorMessage')) || 'the call of the model failed';
    return {
      type: classifyFailure(message, typeof status === 'number' ? status : undefined),
      message: typeof status === 'number' ? `${status} ${message}` : message,
    };
  }
  if (ended === 0) return null;
  const errors = events.filter(({ type }) => type === 'session.error');
  const message =
    list(errors)
      .map((event) => text(at(event, 'data', 'message')))
      .join('; ') || `exit code ${ended}`;
  return { type: classifyFailure(message), message };
}
