import { resolve } from 'node:path';
import type { Command } from 'commander';
import { sanitise } from '../../commands/sanitise.js';
import type { AuditEntry } from '../../domain/audit.js';
import { type Audit, auditWorkflow, type FoundProblem } from '../../local/audit.js';
import { LocalError, openRepository } from '../../local/repository.js';
import { EXIT, type SetExitCode, UsageError } from './exit.js';
import { type CliIo, printJson } from './io.js';

interface Options {
  readonly repo?: string;
  readonly remote: string;
  readonly json?: boolean;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `speckit audit`: who decided what on which content, and whether that record is as it was written. */
export function addAudit(program: Command, io: CliIo, setExitCode: SetExitCode): void {
  program
    .command('audit <workflow-id>')
    .description('show and verify who started, approved, changed and aborted what')
    .option('--repo <dir>', 'a clone of the repository (default: the present folder)')
    .option('--remote <name>', 'the remote whose state branch is read', 'origin')
    .option('--json', 'print the record as JSON')
    .action(async (id: string, { repo = '.', remote, json }: Options) => {
      if (!UUID.test(id))
        throw new UsageError(`expected the id of a workflow, as its dashboard shows it, received "${id}"`);
      const audit = await read(resolve(io.cwd, repo), id.toLowerCase(), remote);
      if (json === true) printJson(io, audit);
      else io.stdout(toText(audit));
      if (!audit.verified) setExitCode(EXIT.problems);
    });
}

async function read(folder: string, id: string, remote: string): Promise<Audit> {
  try {
    return await auditWorkflow(await openRepository(folder), id, remote);
  } catch (error) {
    if (error instanceof LocalError) throw new UsageError(error.message);
    throw error;
  }
}

function toText({ workflow_id, source, versions, entries, verified, problems }: Audit): string {
  const compared = versions === 1 ? '1 version' : `${versions} versions`;
  return [
    `Workflow ${workflow_id}, from ${source} (${compared} compared)`,
    ...(entries.length === 0 ? ['  nothing is recorded'] : entries.map(entryLine)),
    '',
    verified
      ? 'Verified: every entry is bound to the one before it, and none was changed, moved or removed.'
      : 'Not verified: this record is not as it was written.',
    ...problems.map(problemLine),
    '',
  ].join('\n');
}

function entryLine({ n, at, actor, action, detail, content, source }: AuditEntry): string {
  const about =
    content === null ? '' : ` on ${content.head.slice(0, 10)} (${content.digest ?? 'no artifacts'})`;
  const where = source === null ? '' : ` [${source}]`;
  return oneLine(
    `${String(n).padStart(4)}  ${at}  ${actor} ${action.replaceAll('_', ' ')}: ${detail}${about}${where}`,
  );
}

function problemLine({ position, message, commit, restored }: FoundProblem): string {
  const where = commit === null ? '' : ` (commit ${commit}${restored ? '; put right since' : ''})`;
  return oneLine(`  position ${position}: ${message}${where}`);
}

/** What others wrote must neither break the line nor move the cursor. */
function oneLine(text: string): string {
  return sanitise(text).replace(/\s+/g, (space) => (/[\r\n\t]/.test(space) ? ' ' : space));
}
