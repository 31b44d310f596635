/** The shipped Actions workflow, made that of one repository: its action, and the secrets of its agents. */
import { isMap, isPair, isScalar, isSeq, type Pair, parseDocument } from 'yaml';

/** Place of the Actions workflow in a repository, and in this package. */
export const WORKFLOW_FILE = '.github/workflows/speckit.yml';

/** The `uses:` of our action, whoever publishes it. */
const USES = /^(\s*(?:- )?uses: )([\w.-]+\/speckit-orchestrator@[\w./-]+)$/gm;
const ACTION = /^[\w.-]+\/speckit-orchestrator@[\w./-]+$/;
/** A line that tells the bot whether a secret is set. */
const TOLD = /^( +)\$\{\{ secrets\.(\w+) != '' && '\w+' \|\| '' \}\}$/gm;

/** The action that a workflow runs as `owner/name@ref`; null where it runs none of ours. */
export function actionOf(workflow: string): string | null {
  return [...workflow.replaceAll('\r\n', '\n').matchAll(USES)][0]?.[2] ?? null;
}

/** True for our action, whoever publishes it: under another name a later run would not know it again. */
export function isAction(text: string): boolean {
  return ACTION.test(text);
}

/** @param secrets passed on to the job of the agents; null leaves what the shipped workflow has */
export function workflowText(
  shipped: string,
  { action, secrets }: { readonly action: string | null; readonly secrets: readonly string[] | null },
): string {
  const ours = action === null ? shipped : shipped.replace(USES, `$1${action}`);
  return secrets === null ? ours : withTold(withSecrets(ours, secrets), secrets);
}

function withSecrets(text: string, secrets: readonly string[]): string {
  const { start, end, indent } = environmentOfAgent(text);
  const pad = ' '.repeat(indent);
  const lines = secrets.map((name) => `${pad}  ${name}: \${{ secrets.${name} }}\n`);
  const note = `${pad}  # Each reaches only the program that needs it.\n`;
  const block = secrets.length === 0 ? '' : `${pad}env:\n${note}${lines.join('')}`;
  return text.slice(0, start) + block + text.slice(end);
}

/** Where the `env:` of the step that plays agents stands, in whole lines. */
function environmentOfAgent(text: string): { start: number; end: number; indent: number } {
  const steps = parseDocument(text).getIn(['jobs', 'agent', 'steps'], true);
  for (const step of isSeq(steps) ? steps.items : []) {
    if (!isMap(step) || step.getIn(['with', 'mode']) !== 'agent') continue;
    const pair = step.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === 'env');
    const range = pair === undefined ? null : rangeOf(pair);
    if (range === null) continue;
    const start = text.lastIndexOf('\n', range.from) + 1;
    return { start, end: text.indexOf('\n', range.to - 1) + 1, indent: range.from - start };
  }
  throw new Error(
    `expected \`env\` in the step with \`mode: agent\` of the shipped ${WORKFLOW_FILE}; install the package again`,
  );
}

function rangeOf({ key, value }: Pair): { from: number; to: number } | null {
  if (!isScalar(key) || !isMap(value)) return null;
  const last = value.items.at(-1)?.value;
  if (!key.range || !isScalar(last) || !last.range) return null;
  return { from: key.range[0], to: last.range[1] };
}

/** Pre-flight can say that a secret is missing when the workflow tells whether it is there. */
function withTold(text: string, secrets: readonly string[]): string {
  const told = [...text.matchAll(TOLD)];
  const last = told.at(-1);
  if (last === undefined) return text;
  const known = told.map((match) => match[2]);
  const end = last.index + last[0].length;
  const added = secrets
    .filter((name) => !known.includes(name))
    .map((name) => `\n${last[1]}\${{ secrets.${name} != '' && '${name}' || '' }}`);
  return text.slice(0, end) + added.join('') + text.slice(end);
}
