/** The steps of a job or of a composite action, as written. */
import { ensureStatusFunction } from '@actions/workflow-parser/model/converter/if-condition';
import { BasicExpressionToken, type TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { field, items, templateField, textField, tokenText } from './fields.js';
import type { Template } from './template.js';

export interface StepSpec {
  readonly id: string | undefined;
  readonly name: Template | undefined;
  /** Always holds a status function. */
  readonly condition: string;
  readonly run: Template | undefined;
  readonly uses: string | undefined;
  readonly with: Template | undefined;
  readonly env: Template | undefined;
  readonly shell: Template | undefined;
  readonly workingDirectory: Template | undefined;
  readonly continueOnError: Template | undefined;
  readonly timeoutMinutes: Template | undefined;
}

/** Reads a `steps:` sequence. */
export function readSteps(token: TemplateToken | undefined): readonly StepSpec[] {
  return items(token).map((step) => ({
    id: textField(step, 'id'),
    name: templateField(step, 'name'),
    condition: readCondition(field(step, 'if')),
    run: templateField(step, 'run'),
    uses: textField(step, 'uses'),
    with: templateField(step, 'with'),
    env: templateField(step, 'env'),
    shell: templateField(step, 'shell'),
    workingDirectory: templateField(step, 'working-directory'),
    continueOnError: templateField(step, 'continue-on-error'),
    timeoutMinutes: templateField(step, 'timeout-minutes'),
  }));
}

/** An `if:` with GitHub's rule applied: without a status function it means `success() && (...)`. */
export function readCondition(token: TemplateToken | undefined): string {
  if (token === undefined) {
    return 'success()';
  }
  const source = token instanceof BasicExpressionToken ? token.expression : tokenText(token).trim();
  return source === '' ? 'success()' : ensureStatusFunction(source, token.definitionInfo);
}
