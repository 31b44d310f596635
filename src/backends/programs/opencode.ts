/** opencode, for models of any provider. */
import type { AgentProgram, Failure, StartInput } from '../agent-program.js';
import { classifyFailure } from '../classify-failure.js';
import { finalAnswer } from '../final-answer.js';
import { at, count, type Json, jsonLines, text } from '../json.js';
import { FORBIDDEN_COMMANDS, READING_COMMANDS } from '../permissions.js';

export const opencode: AgentProgram = {
  package: {
    name: 'opencode-ai',
    version: '1.18.33',
    // The launcher in `bin` is put in place by an install script.
    entries: ['opencode-{platform}/bin/opencode', 'opencode-{platform}-musl/bin/opencode'],
  },
  reportsCost: true,
  secretEnv: [
    'OPENCODE_API_KEY',
    'ANTHROPIC_API_KEY',
    'OPENAI_API_KEY',
    'OPENROUTER_API_KEY',
    'GEMINI_API_KEY',
  ],
  settings: ['OPENAI_BASE_URL'],
  start: (input) => ({
    args: ['run', '--format=json', '--pure', '--title=speckit', '--print-logs', '--log-level=ERROR'],
    env: {
      XDG_CONFIG_HOME: `${input.scratch}/config`,
      XDG_DATA_HOME: `${input.scratch}/data`,
      XDG_STATE_HOME: `${input.scratch}/state`,
      OPENCODE_CONFIG_CONTENT: JSON.stringify(configuration(input)),
      OPENCODE_DISABLE_AUTOUPDATE: 'true',
      OPENCODE_DISABLE_LSP_DOWNLOAD: 'true',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: 'true',
      // Prices and names of models come with the program.
      OPENCODE_DISABLE_MODELS_FETCH: 'true',
    },
    files: {},
  }),
  // Its own limit ends in a summary that looks like success.
  meter: ({ type, part }) => ({
    turns: type === 'step_start' ? 1 : 0,
    costUsd: type === 'step_finish' ? count(at(part, 'cost')) : 0,
  }),
  // It has no limit of retries either.
  askedInVain,
  read: ({ stdout }) => {
    const events = jsonLines(stdout);
    const steps = events.filter(({ type }) => type === 'step_finish').map(({ part }) => part);
    const said = text(
      at(
        events.findLast(({ type }) => type === 'text'),
        'part',
        'text',
      ),
    );
    return {
      answer: said === '' ? null : finalAnswer(said),
      failure: failureIn(events),
      costUsd: steps.reduce<number>((sum, step) => sum + count(at(step, 'cost')), 0),
      tokens: steps.reduce<number>((sum, step) => sum + tokensOf(step), 0),
      turns: steps.length,
      denied: events.filter(isDenied).map((event) => text(at(event, 'part', 'tool'))),
    };
  },
};

/** Errors are on standard error only. A service that does not answer in the right form makes steps of nothing. */
function askedInVain(line: string): boolean | null {
  if (line.includes('message="stream error"')) return true;
  const [event] = jsonLines(line);
  switch (event?.type) {
    case 'step_finish':
      return tokensOf(event.part) === 0;
    case 'text':
    case 'tool_use':
      return false;
    default:
      return null;
  }
}

function configuration({ permissions, limits, secret, settings }: StartInput): unknown {
  const rules = (allowed: readonly string[], decision: string) =>
    Object.fromEntries(allowed.map((command) => [`${command} *`, decision]));
  const shell = permissions.run ? { '*': 'allow' } : { '*': 'deny', ...rules(READING_COMMANDS, 'allow') };
  return {
    autoupdate: false,
    share: 'disabled',
    ...(limits.model === null ? {} : { model: limits.model, small_model: limits.model }),
    ...ownProvider(limits.model, secret.name, settings.OPENAI_BASE_URL),
    permission: {
      edit: permissions.write ? 'allow' : 'deny',
      // Later rules win.
      bash: { ...shell, ...rules(FORBIDDEN_COMMANDS, 'deny') },
      webfetch: permissions.web ? 'allow' : 'deny',
      websearch: permissions.web ? 'allow' : 'deny',
      external_directory: 'deny',
      // Nobody answers.
      question: 'deny',
    },
  };
}

/** Another server for the model `<provider>/<name>`: OpenAI's own API for `openai`, else Chat Completions. */
function ownProvider(model: string | null, key: string, baseURL: string | undefined): object {
  const [id, name] = [model?.slice(0, model.indexOf('/')), model?.slice(model.indexOf('/') + 1)];
  if (baseURL === undefined || !id || !name) return {};
  const options = { baseURL, apiKey: `{env:${key}}` };
  if (id === 'openai') return { provider: { openai: { options } } };
  return {
    provider: { [id]: { npm: '@ai-sdk/openai-compatible', name: id, options, models: { [name]: { name } } } },
  };
}

function tokensOf(step: unknown): number {
  const cached = count(at(step, 'tokens', 'cache', 'read')) + count(at(step, 'tokens', 'cache', 'write'));
  const fresh =
    count(at(step, 'tokens', 'input')) +
    count(at(step, 'tokens', 'output')) +
    count(at(step, 'tokens', 'reasoning'));
  return cached + fresh;
}

/** A tool that may not be used ends in an error which only its text tells from others. */
function isDenied(event: Json): boolean {
  return (
    event.type === 'tool_use' &&
    at(event, 'part', 'state', 'status') === 'error' &&
    /rule which prevents|rejected permission|permission/i.test(text(at(event, 'part', 'state', 'error')))
  );
}

function failureIn(events: readonly Json[]): Failure | null {
  const failed = events.findLast(({ type }) => type === 'error');
  if (failed === undefined) return null;
  const status = at(failed, 'error', 'data', 'statusCode');
  const message = text(at(failed, 'error', 'data', 'message')) || text(at(failed, 'error', 'name'));
  return { type: classifyFailure(message, typeof status === 'number' ? status : undefined), message };
}
