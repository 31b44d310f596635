import type { Command } from 'commander';
import { classify } from '../../commands/classify.js';
import { sanitise } from '../../commands/sanitise.js';
import { renderAnalysis, shown } from '../../reports/analysis.js';
import { UsageError } from './exit.js';
import { type CliIo, printJson } from './io.js';

/** `speckit classify`: scores a request and recommends a workflow. */
export function addClassify(program: Command, io: CliIo): void {
  program
    .command('classify')
    .description('score the complexity of a request and recommend a workflow')
    .argument('<request>', 'what is to be built; - reads it from standard input')
    .option('--json', 'print the scores as JSON')
    .action(async (text: string, options: { json?: boolean }) => {
      const request = sanitise(text === '-' ? await io.stdin() : text).trim();
      if (request === '')
        throw new UsageError('the request is empty; expected words such as "Add CSV export"');
      const classification = classify({ request });
      if (options.json === true) printJson(io, classification);
      else io.stdout(`${renderAnalysis(request, shown(classification)).trimEnd()}\n`);
    });
}
