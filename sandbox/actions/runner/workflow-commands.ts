/** Workflow commands (`::name key=value::message`) in the output of a step. */
import type { JobLog } from './log.js';

/** Returns a reader of output lines that obeys commands and writes everything else to the log. */
export function createLineReader(
  log: JobLog,
  saveState: (name: string, value: string) => void,
): (line: string) => void {
  let resumeToken: string | undefined;
  return (line) => {
    if (resumeToken !== undefined) {
      if (line.trim() === `::${resumeToken}::`) {
        resumeToken = undefined;
      }
      log.write(line);
      return;
    }
    const command = parseCommand(line);
    if (command === undefined) {
      log.write(line);
      return;
    }
    const { name, properties, message } = command;
    switch (name) {
      case 'add-mask':
        log.mask(message);
        break;
      case 'error':
      case 'warning':
      case 'notice':
        log.write(`##[${name}]${location(properties)}${message}`);
        break;
      case 'group':
        log.write(`##[group]${message}`);
        break;
      case 'endgroup':
        log.write('##[endgroup]');
        break;
      case 'debug':
      case 'echo':
      case 'add-matcher':
      case 'remove-matcher':
        break;
      case 'save-state':
        saveState(properties.name ?? '', message);
        break;
      case 'stop-commands':
        resumeToken = message;
        break;
      case 'set-output':
      case 'set-env':
      case 'add-path':
        log.write(
          `##[warning]The '${name}' command is not supported any more. Write to the environment file instead.`,
        );
        break;
      default:
        log.write(line);
    }
  };
}

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

function parseCommand(line: string): Command | undefined {
  const match = /^\s*::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s.exec(line);
  if (match === null) {
    return undefined;
  }
  const [, name = '', list = '', message = ''] = match;
  const pairs = list
    .split(',')
    .map((pair) => pair.split('='))
    .map(([key = '', ...value]) => [key.trim(), decode(value.join('='), true)] as const);
  return { name, properties: Object.fromEntries(pairs), message: decode(message, false) };
}

function decode(text: string, property: boolean): string {
  const plain = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  const full = property ? plain.replaceAll('%3A', ':').replaceAll('%2C', ',') : plain;
  return full.replaceAll('%25', '%');
}

function location({ file, line }: Readonly<Record<string, string>>): string {
  return file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
}
