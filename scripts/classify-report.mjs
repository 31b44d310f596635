/**
 * How often the complexity score recommends the workflow that a person chose for a request. Run `npm run build` first,
 * then `node scripts/classify-report.mjs [--all]`; `--all` prints every request, otherwise the disagreements.
 */
import { readFileSync } from 'node:fs';
import { classify } from '../build/src/commands/classify.js';

const SETS = {
  labelled: 'The scorer was improved while looking at these',
  second: 'Held out once (20 of 30 agreed then, 67 %); what it showed was worked in afterwards',
  'held-out': 'Written after all of that; nothing was changed because of them',
};

for (const [name, how] of Object.entries(SETS)) {
  const cases = JSON.parse(
    readFileSync(new URL(`../test/commands/classify/${name}.json`, import.meta.url), 'utf8'),
  );
  const results = cases.map((one) => ({ ...one, got: classify(inputOf(one)) }));
  const same = results.filter(({ workflow, got }) => workflow === got.workflow);
  const near = results.filter(({ workflow, got }) => distance(workflow, got.workflow) <= 1);
  console.log(
    `\n${name}: ${same.length} of ${results.length} agree (${percent(same.length / results.length)}); ${percent(near.length / results.length)} within one step. ${how}.`,
  );
  for (const { request, workflow, got } of process.argv.includes('--all')
    ? results
    : results.filter((one) => !same.includes(one))) {
    const scores = Object.entries(got.factors).map(([factor, { score }]) => `${factor} ${score}`);
    console.log(
      `  ${workflow === got.workflow ? '=' : '≠'} ${workflow} / ${got.workflow} (${got.total}: ${scores.join(', ')}) ${request.slice(0, 90)}`,
    );
    if (process.argv.includes('--why'))
      for (const { reason } of Object.values(got.factors)) console.log(`      ${reason}`);
  }
}

function inputOf({ request, issue, repository }) {
  return { request, ...(issue && { issueText: issue }), ...(repository && { repository }) };
}

/** Steps between two workflows, from simple to full with research. */
function distance(one, other) {
  const order = ['simple', 'standard', 'standard-e2e', 'full', 'full-research'];
  return Math.abs(order.indexOf(one) - order.indexOf(other));
}

function percent(part) {
  return `${Math.round(part * 100)} %`;
}
