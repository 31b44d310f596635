import type { Config } from '../config/schema.js';
import { workflowSettings } from '../config/workflow-settings.js';
import type { Diagnosis } from '../domain/diagnosis.js';
import type { EventRepository } from '../hosts/github/payload.js';
import { checkBackend, neededSecrets } from './agents-check.js';
import type { Bot } from './bot.js';
import type { Ground } from './ground.js';

interface GroundOptions {
  readonly config: Config;
  /** As the event tells of it. */
  readonly repository: EventRepository;
  readonly ground: Ground | null;
  /** The feature branch that will be pushed, as near as is known. */
  readonly branch?: string;
  /** True once this very token has written to the repository. */
  readonly hasWritten: boolean;
}

/** Every check before a workflow, on GitHub. Reads, and writes nothing. */
export async function checkGround(bot: Bot, options: GroundOptions): Promise<Diagnosis[]> {
  const { config, repository, ground, branch, hasWritten } = options;
  const settings = workflowSettings(config, bot.backend);
  const checks = await bot.host.preflight.check({
    repository,
    qualityCommand: config.quality.test?.join(' && ') ?? null,
    tree: ground?.tree,
    branch,
    hasWritten,
    needed: neededSecrets(config, settings),
    locks: {
      teams: config.permissions.approver_teams,
      environment: config.permissions.implementation_environment,
    },
  });
  return [...checks, checkBackend(config, settings)];
}
