/** An action's manifest (`action.yml`). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { field, fields, templateField, textField, tokenText } from './fields.js';
import { parseDocument } from './parser.js';
import { readSteps, type StepSpec } from './step-file.js';
import type { Template } from './template.js';

export interface ActionFile {
  readonly name: string;
  readonly inputs: readonly ActionInput[];
  readonly runs: ActionRuns;
}

interface ActionInput {
  readonly id: string;
  readonly required: boolean;
  readonly default: Template | undefined;
}

export type ActionRuns =
  | {
      readonly kind: 'node';
      readonly main: string;
      readonly pre: string | undefined;
      readonly preIf: string;
      readonly post: string | undefined;
      readonly postIf: string;
    }
  | {
      readonly kind: 'composite';
      readonly steps: readonly StepSpec[];
      readonly outputs: readonly { readonly id: string; readonly value: Template }[];
    };

/** Reads the manifest in a directory; throws an error that says what is wrong with it. */
export function readAction(directory: string, label: string): ActionFile {
  const path = ['action.yml', 'action.yaml']
    .map((name) => join(directory, name))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new Error(
      `Can't find 'action.yml' or 'action.yaml' for action '${label}'. Add one, or correct the step's 'uses'.`,
    );
  }
  const { root, errors } = parseDocument('action', `${label}/action.yml`, readFileSync(path, 'utf8'));
  const faults = errors();
  if (root === undefined || faults.length > 0) {
    throw new Error(`The manifest of action '${label}' is not valid:\n${faults.join('\n')}`);
  }
  return {
    name: textField(root, 'name') ?? label,
    inputs: fields(field(root, 'inputs')).map(([id, input]) => ({
      id,
      required: tokenText(field(input, 'required')) === 'true',
      default: templateField(input, 'default'),
    })),
    runs: readRuns(root, label),
  };
}

function readRuns(root: TemplateToken, label: string): ActionRuns {
  const runs = field(root, 'runs');
  const using = textField(runs, 'using') ?? '';
  if (using === 'composite') {
    const outputs = fields(field(root, 'outputs')).flatMap(([id, output]) => {
      const value = templateField(output, 'value');
      return value === undefined ? [] : [{ id, value }];
    });
    return { kind: 'composite', steps: readSteps(field(runs, 'steps')), outputs };
  }
  const main = textField(runs, 'main');
  if (!/^node\d+$/.test(using) || main === undefined) {
    throw new Error(
      `Action '${label}' uses '${using}': this sandbox runs 'node20', 'node24' and 'composite' actions.`,
    );
  }
  return {
    kind: 'node',
    main,
    pre: textField(runs, 'pre'),
    preIf: textField(runs, 'pre-if') ?? 'always()',
    post: textField(runs, 'post'),
    postIf: textField(runs, 'post-if') ?? 'always()',
  };
}
