/** The `on:` block of a workflow file. */
import {
  MappingToken,
  SequenceToken,
  type TemplateToken,
} from '@actions/workflow-parser/templates/tokens/index';
import { field, fields, items, textField, texts, tokenText } from './fields.js';
import { evaluateTemplate, toTemplate } from './template.js';

export interface Triggers {
  readonly events: Readonly<Record<string, EventFilter>>;
  readonly schedules: readonly string[];
  readonly inputs: Readonly<Record<string, InputSpec>>;
}

export interface EventFilter {
  readonly types?: readonly string[] | undefined;
  readonly branches?: readonly string[] | undefined;
  readonly branchesIgnore?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly tagsIgnore?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly pathsIgnore?: readonly string[] | undefined;
  readonly workflows?: readonly string[] | undefined;
}

type InputType = 'string' | 'boolean' | 'number' | 'choice' | 'environment';

export interface InputSpec {
  readonly type: InputType;
  readonly required: boolean;
  readonly default: string | number | boolean | undefined;
  readonly options: readonly string[];
}

/** Reads `on:` in any of its three forms: a name, a list of names, a mapping. */
export function readTriggers(on: TemplateToken): Triggers {
  if (!(on instanceof MappingToken)) {
    const names = on instanceof SequenceToken ? (texts(on) ?? []) : [tokenText(on)];
    return { events: Object.fromEntries(names.map((name) => [name, {}])), schedules: [], inputs: {} };
  }
  return {
    events: Object.fromEntries(fields(on).map(([name, token]) => [name, readFilter(token)])),
    schedules: items(field(on, 'schedule')).flatMap((item) => textField(item, 'cron') ?? []),
    inputs: readInputs(field(field(on, 'workflow_dispatch'), 'inputs')),
  };
}

function readFilter(token: TemplateToken): EventFilter {
  const list = (key: string) => texts(field(token, key));
  return {
    types: list('types'),
    branches: list('branches'),
    branchesIgnore: list('branches-ignore'),
    tags: list('tags'),
    tagsIgnore: list('tags-ignore'),
    paths: list('paths'),
    pathsIgnore: list('paths-ignore'),
    workflows: list('workflows'),
  };
}

function readInputs(token: TemplateToken | undefined): Readonly<Record<string, InputSpec>> {
  return Object.fromEntries(fields(token).map(([name, input]) => [name, readInput(input)]));
}

function readInput(token: TemplateToken): InputSpec {
  const value = (key: string) => {
    const found = field(token, key);
    return found === undefined ? undefined : evaluateTemplate(toTemplate(found), NOTHING);
  };
  const fallback = value('default');
  return {
    type: readType(value('type')),
    required: value('required') === true,
    default: typeof fallback === 'object' ? undefined : (fallback as InputSpec['default']),
    options: texts(field(token, 'options')) ?? [],
  };
}

function readType(value: unknown): InputType {
  const types: readonly InputType[] = ['boolean', 'number', 'choice', 'environment'];
  return types.find((type) => type === value) ?? 'string';
}

const no = () => false;
const NOTHING = { contexts: {}, status: { success: no, failure: no, cancelled: no } };
