import { stringify } from 'yaml';
import { CONFIG_TEMPLATE } from '../config/template.js';
import type { Choices } from './choices.js';

export interface ConfigTextInput {
  readonly choices: Choices;
  /** What will run as tests when nothing is set; null where nothing was found. */
  readonly foundTest: string | null;
  readonly schemaUrl: string;
}

/** Where editors find the JSON Schema of the version that an action, `owner/name@ref`, belongs to. */
export function schemaUrl(action: string): string {
  return `https://raw.githubusercontent.com/${action.replace('@', '/')}/schema/speckit.schema.json`;
}

/** The configuration for one repository: the commented template with the choices filled in. */
export function configText({ choices, foundTest, schemaUrl }: ConfigTextInput): string {
  const edits: readonly (readonly [line: string, replacement: string])[] = [
    ['#quality: {}', quality(choices, foundTest)],
    ...backends(choices),
  ];
  const text = edits.reduce(
    (current, [line, replacement]) => replaceLine(current, line, replacement),
    CONFIG_TEMPLATE,
  );
  return `# yaml-language-server: $schema=${schemaUrl}\n${text}`;
}

function quality({ test }: Choices, found: string | null): string {
  if (test !== null) return `quality:\n  test: ${scalar(test)}`;
  if (found === null) return '#quality: {}';
  return `# Without \`test\` this repository's own is used: ${found.replace(/\s+/g, ' ')}\n#quality: {}`;
}

function backends({ backend, model, run }: Choices): (readonly [string, string])[] {
  if (backend === null) return [];
  const name = ['#backends:', `backends:\n  default: ${backend}`] as const;
  if (backend === 'command' && run !== null)
    return [name, ['#  command:', `  command:\n    run: ${scalar(run)}`]];
  if (backend === 'opencode' && model !== null) {
    return [[name[0], `${name[1]}\n  opencode:\n    model: ${scalar(model)}`]];
  }
  return [name];
}

function replaceLine(text: string, line: string, replacement: string): string {
  if (!text.includes(`\n${line}\n`))
    throw new Error(`expected the line "${line}" in the template of the configuration`);
  return text.replace(`\n${line}\n`, () => `\n${replacement}\n`);
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trim();
}
