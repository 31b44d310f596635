import { appendFile } from 'node:fs/promises';
import type { WorkflowState } from '../../domain/state.js';
import { startOpenTelemetry } from '../../observability/open-telemetry.js';
import { renderJobSummary } from '../../reports/job-summary.js';
import { logLine, type Telemetry, together } from '../../runtime/telemetry.js';
import { say } from './say.js';

/** Watches one run of the action. */
export interface Watch {
  readonly telemetry: Telemetry;
  /** Writes the job summary, and sends what telemetry has gathered. */
  end(): Promise<void>;
}

/**
 * Starts watching: a line of JSON on stderr per transition, a summary of the job where GitHub takes one, and OpenTelemetry
 * where an endpoint is set.
 */
export async function startWatch(env: NodeJS.ProcessEnv = process.env): Promise<Watch> {
  const states = new Map<string, WorkflowState>();
  const lines: Telemetry = {
    observe: (observation) => {
      if (observation.after !== null && observation.refusal === null)
        states.set(observation.workflow, observation.after);
      console.error(logLine(observation));
    },
  };
  const sent = await startOpenTelemetry(env, say);
  return {
    telemetry: sent === null ? lines : together(lines, sent),
    async end() {
      const file = env.GITHUB_STEP_SUMMARY ?? '';
      const text = [...states.values()].map((state) => renderJobSummary(state)).join('\n\n');
      if (file !== '' && text !== '') {
        await appendFile(file, `${text}\n`).catch((error: unknown) => {
          say(`the job summary could not be written: ${String(error)}`);
        });
      }
      await sent?.stop();
    },
  };
}
