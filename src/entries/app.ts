/** The GitHub App as a server: `npm start`. What it needs of the environment is in docs/app.md. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOpenTelemetry } from '../observability/open-telemetry.js';
import { startServer } from '../server/server.js';
import { readSettings } from '../server/settings.js';
import { packageRoot } from './cli/package-root.js';

async function main(): Promise<void> {
  const telemetry = await startOpenTelemetry(process.env, (message) => console.error(message));
  const server = await startServer(readSettings(process.env), {
    shippedWorkflow,
    ...(telemetry === null ? {} : { telemetry }),
  });
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    // What is still under way after the deadline is cut off here; the spool has it.
    void server
      .stop()
      .then(() => telemetry?.stop())
      .then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  await server.ready;
}

async function shippedWorkflow(): Promise<string | null> {
  return readFile(join(packageRoot(), '.github/workflows/speckit.yml'), 'utf8').catch(() => null);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
});
