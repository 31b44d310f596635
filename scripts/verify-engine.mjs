// Walks through everything that can happen to each workflow, with the engine as it is and with engines that are broken on
// purpose, and prints what was looked at. Exit code 1 when a rule is broken, or a broken engine is not noticed.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { rolldown } from 'rolldown';

const ROOT = join(fileURLToPath(import.meta.url), '..', '..');
const CHECKS = join(ROOT, 'test/engine/support/verify.ts');

if (isMainThread) process.exitCode = await main();
else await work();

async function main() {
  const began = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'speckit-verify-'));
  try {
    // The checks are TypeScript beside the tests; one file of plain JavaScript is what every worker can load.
    const file = join(folder, 'verify.mjs');
    const build = await rolldown({
      input: CHECKS,
      platform: 'node',
      resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    });
    await build.write({ file, format: 'esm' });
    const { pieces, RULES } = await import(pathToFileURL(file).href);
    const findings = await lookAtAll(file, pieces());
    return report(findings, RULES, (Date.now() - began) / 1_000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each core takes the next piece when it is done with one. */
async function lookAtAll(file, pieces) {
  const left = [...pieces];
  const findings = [];
  const workers = Array.from({ length: Math.min(availableParallelism(), 8) }, () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { file } });
    return new Promise((resolve, reject) => {
      const next = () => {
        const piece = left.shift();
        if (piece === undefined) worker.terminate().then(resolve, reject);
        else worker.postMessage(piece);
      };
      worker.on('message', (finding) => {
        findings.push(finding);
        next();
      });
      worker.on('error', reject);
      next();
    });
  });
  await Promise.all(workers);
  return findings;
}

async function work() {
  const { look } = await import(pathToFileURL(workerData.file).href);
  parentPort.on('message', (piece) => parentPort.postMessage(look(piece)));
}

function report(findings, rules, seconds) {
  const explored = findings.filter((one) => one.kind === 'explored');
  const broken = findings.filter((one) => one.kind === 'broken');
  const problems = explored.flatMap((one) =>
    one.problems.map((text) => `${one.workflow}, ${one.world}: ${text}`),
  );
  const missed = broken.filter((one) => !one.caught);
  const lines = [
    row(['workflow', 'states', 'transitions', 'violations', 'worlds (* every state of it)']),
    ...[...new Set(explored.map((one) => one.workflow))]
      .toSorted((a, b) => a.localeCompare(b))
      .map((name) => workflowRow(name, explored)),
    '',
    'rules checked at every step and state:',
    ...Object.entries(rules).map(([rule, text]) => `  ${rule.padEnd(7)}${text}`),
    '',
    `broken engines caught: ${broken.length - missed.length} of ${broken.length}`,
    ...broken.map((one) => `  ${one.caught ? 'caught' : 'MISSED'}  an engine that ${one.name}`),
    '',
    ...problems.map((text) => `VIOLATION ${text}`),
    `${sum(explored, 'states')} states, ${sum(explored, 'steps')} transitions, ${problems.length} violations, ${missed.length} broken engines missed, ${seconds.toFixed(0)} s`,
  ];
  console.log(lines.join('\n'));
  return problems.length === 0 && missed.length === 0 ? 0 : 1;
}

function workflowRow(name, explored) {
  const own = explored.filter((one) => one.workflow === name).sort((a, b) => (a.world < b.world ? -1 : 1));
  const violations = own.reduce((count, one) => count + one.problems.length, 0);
  const worlds = own.map((one) => `${one.world}${one.closed ? '*' : ''}`).join(', ');
  return row([name, sum(own, 'states'), sum(own, 'steps'), violations, worlds]);
}

function sum(rows, member) {
  return rows.reduce((count, one) => count + one[member], 0);
}

function row([name, ...cells]) {
  const last = cells.pop();
  return [String(name).padEnd(14), ...cells.map((cell) => String(cell).padStart(12)), `  ${last}`].join('');
}
