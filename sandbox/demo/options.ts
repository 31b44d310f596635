import { parseArgs } from 'node:util';

const WORKFLOWS = ['simple', 'standard', 'standard-e2e', 'full', 'full-research'] as const;

/** What `--help` prints. */
export const USAGE = `Usage: npm run demo -- [options]

Plays a feature from an issue comment to the summary in a GitHub in a box.

  --workflow NAME   one of ${WORKFLOWS.join(', ')} (default: full)
  --no-approval     stop where a person has to approve
  --json            print everything as one JSON document
  --no-color        print without colours, as with NO_COLOR in the environment
  --data DIR        keep the data of the box there (default: a temporary folder)
  -h, --help        print this help`;

export interface DemoOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly colour: boolean;
  readonly approval: boolean;
  readonly workflow: (typeof WORKFLOWS)[number];
  /** Kept between runs when given; a temporary directory otherwise. */
  readonly data: string | null;
}

/** Reads `npm run demo -- [--help] [--json] [--no-approval] [--no-color] [--workflow NAME] [--data DIR]`; throws on anything else. */
export function demoOptions(argv: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...argv],
    allowNegative: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      json: { type: 'boolean', default: false },
      color: { type: 'boolean', default: true },
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
  return {
    help: values.help,
    json: values.json,
    colour: values.color,
    approval: values.approval,
    workflow,
    data: values.data ?? null,
  };
}
