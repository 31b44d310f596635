/**
 * GitHub's own workflow language, without the packages' two entry modules: those import their schemas as JSON without
 * an import attribute, which plain Node refuses. The pieces behind them do not, so the schema is read as a file here.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { JSONObjectReader } from '@actions/workflow-parser/templates/json-object-reader';
import { TemplateSchema } from '@actions/workflow-parser/templates/schema/index';
import {
  TemplateContext,
  TemplateValidationErrors,
} from '@actions/workflow-parser/templates/template-context';
import { readTemplate } from '@actions/workflow-parser/templates/template-reader';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer';
import { YamlObjectReader } from '@actions/workflow-parser/workflows/yaml-object-reader';

export type DocumentKind = 'workflow' | 'action';

export interface ParsedDocument {
  readonly root: TemplateToken | undefined;
  readonly context: TemplateContext;
  /** Everything that is wrong so far, with file, line and column. */
  readonly errors: () => readonly string[];
}

const ROOT: Readonly<Record<DocumentKind, string>> = {
  workflow: 'workflow-root-strict',
  action: 'action-root-strict',
};
const schemas = new Map<DocumentKind, TemplateSchema>();

/** Reads one workflow file or action.yml against GitHub's schema; faults end up in `errors()`. */
export function parseDocument(kind: DocumentKind, name: string, text: string): ParsedDocument {
  const context = new TemplateContext(
    new TemplateValidationErrors(),
    schemaOf(kind),
    new NoOperationTraceWriter(),
  );
  const errors = () => context.errors.getErrors().map((error) => error.message);
  const file = context.getFileId(name);
  const reader = new YamlObjectReader(file, text);
  if (reader.errors.length > 0) {
    for (const error of reader.errors) {
      context.error(file, error.message, error.range);
    }
    return { root: undefined, context, errors };
  }
  return { root: readTemplate(context, ROOT[kind], reader, file), context, errors };
}

function schemaOf(kind: DocumentKind): TemplateSchema {
  const known = schemas.get(kind);
  if (known !== undefined) {
    return known;
  }
  const inside = import.meta.resolve('@actions/workflow-parser/templates/template-reader');
  const path = fileURLToPath(new URL(`../${kind}-v1.0.min.json`, inside));
  const schema = TemplateSchema.load(new JSONObjectReader(undefined, readFileSync(path, 'utf8')));
  schemas.set(kind, schema);
  return schema;
}
