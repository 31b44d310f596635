import { CONFIG_FILE } from '../config/load.js';
import { type Diagnosis, error, pass } from '../domain/diagnosis.js';
import type { ConfigOutcome } from './bot.js';
import { checkGround } from './check-ground.js';
import type { CommandContext } from './command-context.js';
import { readGroundIfAny } from './ground.js';
import { answer } from './reply.js';

/** What can only be told of a configuration that is understood. */
const NEED_CONFIG: readonly string[] = ['backend', 'secrets'];

/** `/speckit doctor`: what is missing for workflows to run here. It needs no workflow and starts none. */
export async function diagnose({ bot, event, config }: CommandContext): Promise<void> {
  const outcome = await bot.config();
  const found = await checkGround(bot, {
    config,
    repository: event.repository,
    ground: await readGroundIfAny(bot),
    hasWritten: false,
  });
  const checks = outcome.kind === 'valid' ? found : found.filter(({ check }) => !NEED_CONFIG.includes(check));
  const runs = await bot.host.preflight.checkSwitch();
  const stateBranch = await bot.host.preflight.checkStateBranch();
  const all = [...checkConfig(outcome), ...checks, ...(runs === null ? [] : [runs]), stateBranch];
  await answer(bot, event, { kind: 'diagnosis', checks: all });
}

function checkConfig(outcome: ConfigOutcome): Diagnosis[] {
  const check = 'configuration';
  if (outcome.kind === 'valid') return [pass(check, `${CONFIG_FILE} is valid, or there is none`)];
  return outcome.problems.map(({ message, line }) =>
    error(check, message, `Correct line ${line} of ${CONFIG_FILE} on the default branch.`),
  );
}
