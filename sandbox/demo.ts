/** `npm run demo`: the main job, unattended, in the sandbox. */
import { access, constants, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openBox } from './box.js';
import { createLive, plainLive } from './demo/live.js';
import { type DemoOptions, demoOptions, USAGE } from './demo/options.js';
import { play, somebody } from './demo/play.js';
import { report, timelineLine } from './demo/print.js';
import { type DemoResult, readResult } from './demo/result.js';
import { momentOf } from './demo/timeline.js';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  let options: DemoOptions;
  let dataDir: string;
  try {
    options = demoOptions(argv);
    if (options.help) {
      console.log(USAGE);
      return 0;
    }
    dataDir = await dataFolder(options);
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const result = await run(options, dataDir);
  console.log(options.json ? JSON.stringify(result) : report(result));
  const wanted = options.approval ? 'completed' : 'awaiting_implementation_approval';
  if (result.status === wanted) return 0;
  console.error(`demo: expected the workflow to be ${wanted}, it is ${result.status}`);
  return 1;
}

async function dataFolder(options: DemoOptions): Promise<string> {
  if (options.data === null) return mkdtemp(join(tmpdir(), 'speckit-demo-'));
  const folder = resolve(options.data);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `expected --data to name a folder that can be written, received "${options.data}" (${reason})`,
    );
  }
  return folder;
}

async function run(options: DemoOptions, dataDir: string): Promise<DemoResult> {
  const live = options.json ? null : liveOn(options);
  const box = await openBox({
    dataDir,
    onExchange: (exchange) => {
      const moment = momentOf(exchange);
      if (moment !== null) live?.print(timelineLine(moment));
      live?.see(exchange);
    },
  });
  try {
    const issue = await play(box, options);
    return await readResult(box, somebody(box, 'write'), issue);
  } finally {
    live?.stop();
    await box.stop();
    if (options.data === null) await rm(dataDir, { recursive: true, force: true });
  }
}

/** A list that is redrawn in its place in a terminal; one line for each change elsewhere. */
function liveOn({ colour }: DemoOptions) {
  const { stdout, env } = process;
  if (!stdout.isTTY || env.TERM === 'dumb') return plainLive((line) => console.log(line));
  return createLive(stdout, colour && !env.NO_COLOR);
}
