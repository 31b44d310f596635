import { describeExpected, type Path } from '../../../src/config/describe.js';
import { configJsonSchema, type SchemaNode } from '../../../src/config/json-schema.js';

const INTRODUCTION = `# Configuration

\`.github/speckit.yml\` on the default branch. Every key is optional, and without the file all defaults hold. A
workflow keeps the settings with which it was started (\`/resume\` takes the budgets of now); \`quality\`, \`allow_protected_paths\` and what a backend needs to know
(\`backends.command\`, \`backends.recorded\`) are read by each job.

One mistake makes the whole file unusable, because half of somebody's rules (a second approval, say) would be worse than
none. The answer to the next command that starts a workflow then names line, key, what was expected and what was received.

\`speckit init\` writes the file with \`# yaml-language-server: $schema=…\` on its first line, so that editors check it against
[the JSON Schema](../schema/speckit.schema.json); \`speckit doctor\` and \`speckit init\` name every mistake as well. What this
version does not support yet is refused with a reason, so that no limit looks as if it held.

This page is made from the schema; a test compares the two.
`;

/** `docs/configuration.md`, made from the schema. */
export function configurationPage(): string {
  const sections = Object.entries(configJsonSchema().properties ?? {});
  const nested = sections.filter(([, node]) => node.properties !== undefined);
  const single = sections.filter(([, node]) => node.properties === undefined);
  return [
    INTRODUCTION,
    '## Single keys\n',
    table(single.flatMap(([key, node]) => rowsOf(node, [key], 0))),
    ...nested.map(([key, node]) =>
      [
        `## \`${key}\`\n`,
        ...(node.description === undefined ? [] : [`${node.description}\n`]),
        table(rowsOf(node, [key], 1)),
      ].join('\n'),
    ),
  ].join('\n');
}

interface Row {
  readonly key: string;
  readonly expects: string;
  readonly preset: string;
  readonly does: string;
}

/** `skip` leaves out the names of the section that the table stands in. */
function rowsOf(node: SchemaNode, path: Path, skip: number): Row[] {
  const own = node.description ?? '';
  if (node.properties === undefined) return [leaf(node, path, skip, own)];
  return Object.entries(node.properties).flatMap(([key, child]) => {
    const rows = rowsOf(child, [...path, key], skip);
    const isGroup = child.properties !== undefined && child.description !== undefined;
    return isGroup ? rows.map((row, index) => (index === 0 ? withNote(row, child) : row)) : rows;
  });
}

function withNote(row: Row, { description = '' }: SchemaNode): Row {
  return { ...row, does: row.does === '' ? description : `${description} ${row.does}` };
}

function leaf(node: SchemaNode, path: Path, skip: number, does: string): Row {
  const preset = node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``;
  return { key: path.slice(skip).join('.'), expects: describeExpected(path), preset, does };
}

function table(rows: readonly Row[]): string {
  return [
    '| key | expects | default | |',
    '| --- | --- | --- | --- |',
    ...rows.map(({ key, expects, preset, does }) =>
      `| \`${key}\` | ${cell(expects)} | ${cell(preset)} | ${cell(does)} |`.replaceAll('  ', ' '),
    ),
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('*', '\\*');
}
