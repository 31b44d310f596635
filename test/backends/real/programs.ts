/** How the scripted model makes each real program write, run and answer: every one has tools of its own. */
import type { ProgramName } from '../../../src/backends/programs/index.js';
import type { Reply } from '../../model-server/script.js';

export interface Moves {
  readonly model: string | null;
  /** Variables that lead it to the model server. */
  readonly environment: (url: string) => Readonly<Record<string, string>>;
  readonly write: (path: string, content: string) => Reply;
  readonly run: (command: string) => Reply;
  /** The last word: the contract. */
  readonly answer: (contract: Readonly<Record<string, unknown>>) => Reply;
}

/** A key in the form that the redaction of logs does not know: only its value can be found. */
export const KEY = 'canary+key/0123456789abcdef';

const fenced = (contract: Readonly<Record<string, unknown>>): Reply => ({
  kind: 'text',
  text: `That is done.\n\n\`\`\`json\n${JSON.stringify(contract, null, 2)}\n\`\`\`\n`,
});

const tool = (name: string, input: Readonly<Record<string, unknown>>): Reply => ({
  kind: 'tool',
  name,
  input,
});

/** Codex's models write JavaScript that calls its tools. */
const codexRun = (command: string): Reply => ({
  kind: 'custom_tool',
  name: 'exec',
  input: `text(await tools.exec_command({ cmd: ${JSON.stringify(command)} }));`,
});

export const MOVES: Readonly<Record<ProgramName, Moves>> = {
  'claude-code': {
    model: null,
    environment: (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
    write: (path, content) => tool('Write', { file_path: path, content }),
    run: (command) => tool('Bash', { command, description: 'Runs a command' }),
    answer: (contract) => tool('StructuredOutput', contract),
  },
  codex: {
    model: null,
    environment: (url) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${url}/v1` }),
    write: (path, content) => codexRun(`mkdir -p "$(dirname ${path})" && printf %s '${content}' > ${path}`),
    run: codexRun,
    answer: fenced,
  },
  gemini: {
    // With a model of its own choice it first asks another model which one to ask.
    model: 'gemini-2.5-pro',
    environment: (url) => ({ GEMINI_API_KEY: KEY, GOOGLE_GEMINI_BASE_URL: url }),
    write: (path, content) => tool('write_file', { file_path: path, content }),
    run: (command) => tool('run_shell_command', { command }),
    answer: fenced,
  },
  copilot: {
    model: 'scripted',
    environment: (url) => ({ COPILOT_PROVIDER_API_KEY: KEY, COPILOT_PROVIDER_BASE_URL: `${url}/v1` }),
    write: (path, content) => tool('create', { path, file_text: content }),
    run: (command) => tool('bash', { command, description: 'Runs a command' }),
    answer: fenced,
  },
  opencode: {
    // One that has a price, so that the budget can be reached.
    model: 'openai/gpt-4.1',
    environment: (url) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${url}/v1` }),
    write: (path, content) => tool('write', { filePath: path, content }),
    run: (command) => tool('bash', { command, description: 'Runs a command' }),
    answer: fenced,
  },
};
