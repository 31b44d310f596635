/** The files by which a step tells the runner things: GITHUB_ENV, GITHUB_OUTPUT, GITHUB_PATH, GITHUB_STATE, summary. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CommandFiles {
  /** Variables that name the files. */
  readonly env: Readonly<Record<string, string>>;
  /** Reads what the step wrote and removes the files; throws on a malformed one. */
  readonly collect: () => CommandFileContents;
}

export interface CommandFileContents {
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly summary: string;
}

/** Creates the empty files of one step. */
export function openCommandFiles(temp: string): CommandFiles {
  const directory = join(temp, '_runner_file_commands');
  mkdirSync(directory, { recursive: true });
  const id = randomUUID();
  const path = (name: string) => join(directory, `${name}_${id}`);
  const names = ['set_env', 'set_output', 'save_state', 'add_path', 'step_summary'];
  for (const name of names) {
    writeFileSync(path(name), '');
  }
  const read = (name: string) => readFileSync(path(name), 'utf8');
  return {
    env: {
      GITHUB_ENV: path('set_env'),
      GITHUB_OUTPUT: path('set_output'),
      GITHUB_STATE: path('save_state'),
      GITHUB_PATH: path('add_path'),
      GITHUB_STEP_SUMMARY: path('step_summary'),
    },
    collect: () => {
      try {
        return {
          env: parseKeyValues('env', read('set_env')),
          outputs: parseKeyValues('output', read('set_output')),
          state: parseKeyValues('state', read('save_state')),
          paths: read('add_path')
            .split(/\r?\n/)
            .filter((line) => line !== ''),
          summary: read('step_summary'),
        };
      } finally {
        for (const name of names) {
          rmSync(path(name), { force: true });
        }
      }
    },
  };
}

/** Parses `name=value` lines and `name<<DELIMITER` blocks. */
export function parseKeyValues(file: string, text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') {
      continue;
    }
    const heredoc = /^([^=]*?)<<(.+)$/.exec(line);
    if (heredoc !== null) {
      const [, name = '', delimiter = ''] = heredoc;
      const end = lines.indexOf(delimiter, index + 1);
      if (end < 0) {
        throw invalid(file, `Matching delimiter not found '${delimiter}'`);
      }
      values[name] = lines.slice(index + 1, end).join('\n');
      index = end;
      continue;
    }
    const equals = line.indexOf('=');
    if (equals <= 0) {
      throw invalid(file, `Invalid format '${line}'. Expected 'name=value' or 'name<<DELIMITER'.`);
    }
    values[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return values;
}

function invalid(file: string, reason: string): Error {
  return new Error(`Unable to process file command '${file}' successfully. ${reason}`);
}
