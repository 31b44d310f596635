/** Rules that span several keys. Each names the key at fault, what it wants and what it found. */
import type { Config } from './schema.js';

export interface RuleBreach {
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly received: string;
}

/** Checks what a schema of single keys cannot say. */
export function checkRules(config: Config): RuleBreach[] {
  return [weightsAddUp(config), commandIsKnown(config), fallbacksDiffer(config)].filter(
    (breach) => breach !== null,
  );
}

/** Otherwise the confidence in a choice would not lie between 0 and 1. */
function weightsAddUp({ agent_selection }: Config): RuleBreach | null {
  const sum = Object.values(agent_selection.scoring_weights).reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 1) < 0.001) return null;
  return {
    path: ['agent_selection', 'scoring_weights'],
    expected: 'four weights that add up to 1 (a weight that is left out has its default)',
    received: `a sum of ${Number(sum.toFixed(3))}`,
  };
}

function commandIsKnown({ backends }: Config): RuleBreach | null {
  const used = [backends.default, ...Object.values(backends.per_agent), ...backends.fallbacks];
  if (!used.includes('command') || backends.command.run !== undefined) return null;
  return {
    path: ['backends', 'command', 'run'],
    expected: 'the program to run, because the backend `command` is chosen',
    received: 'nothing',
  };
}

function fallbacksDiffer({ backends }: Config): RuleBreach | null {
  if (backends.default === undefined || !backends.fallbacks.includes(backends.default)) return null;
  return {
    path: ['backends', 'fallbacks'],
    expected: 'backends other than the default one',
    received: backends.default,
  };
}
