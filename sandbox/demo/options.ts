import { parseArgs } from 'node:util';

const WORKFLOWS = ['simple', 'standard', 'standard-e2e', 'full', 'full-research'] as const;

export interface DemoOptions {
  readonly json: boolean;
  readonly approval: boolean;
  readonly workflow: (typeof WORKFLOWS)[number];
  /** Kept between runs when given; a temporary directory otherwise. */
  readonly data: string | null;
}

/** Reads `npm run demo -- [--json] [--no-approval] [--workflow NAME] [--data DIR]`; throws on anything else. */
export function demoOptions(argv: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...argv],
    allowNegative: true,
    options: {
      json: { type: 'boolean', default: false },
      approval: { type: 'boolean', default: true },
      workflow: { type: 'string', default: 'full' },
      data: { type: 'string' },
    },
  });
  const workflow = WORKFLOWS.find((one) => one === values.workflow);
  if (workflow === undefined) {
    throw new Error(
      `expected --workflow to be one of ${WORKFLOWS.join(', ')}, received "${values.workflow}"`,
    );
  }
  return { json: values.json, approval: values.approval, workflow, data: values.data ?? null };
}
