/** `npm run demo`: the main job, unattended, in the sandbox. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openBox } from './box.js';
import { type DemoOptions, demoOptions } from './demo/options.js';
import { play, somebody } from './demo/play.js';
import { report, timelineLine } from './demo/print.js';
import { type DemoResult, readResult } from './demo/result.js';
import { momentOf } from './demo/timeline.js';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  let options: DemoOptions;
  try {
    options = demoOptions(argv);
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const result = await run(options);
  console.log(options.json ? JSON.stringify(result) : report(result));
  const wanted = options.approval ? 'completed' : 'awaiting_implementation_approval';
  if (result.status === wanted) return 0;
  console.error(`demo: expected the workflow to be ${wanted}, it is ${result.status}`);
  return 1;
}

async function run(options: DemoOptions): Promise<DemoResult> {
  const dataDir =
    options.data === null ? await mkdtemp(join(tmpdir(), 'speckit-demo-')) : resolve(options.data);
  await mkdir(dataDir, { recursive: true });
  const box = await openBox({
    dataDir,
    onExchange: (exchange) => {
      const moment = options.json ? null : momentOf(exchange);
      if (moment !== null) console.log(timelineLine(moment));
    },
  });
  try {
    const issue = await play(box, options);
    return await readResult(box, somebody(box, 'write'), issue);
  } finally {
    await box.stop();
    if (options.data === null) await rm(dataDir, { recursive: true, force: true });
  }
}
