import { z } from 'zod';
import { configSchema } from './schema.js';

/** One node of a JSON Schema, as far as this product looks into it. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

/** Where the schema of the newest version of this major one is published; `init` writes that of the installed one. */
const ID =
  'https://raw.githubusercontent.com/speckit-orchestrator/speckit-orchestrator/v1/schema/speckit.schema.json';

/** The JSON Schema of `.github/speckit.yml`, for editors, and for saying what a key expects. */
export function configJsonSchema(): SchemaNode {
  const generated = z.toJSONSchema(configSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'throw',
  });
  return {
    $id: ID,
    title: 'Speckit Orchestrator configuration (.github/speckit.yml)',
    ...generated,
  } as SchemaNode;
}
