/** Turns the patches of a result into git trees on the base commit, and refuses what an agent may not change. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PathPolicy, refuseChange } from '../../agents/path-policy.js';
import { agentDefinition } from '../../agents/registry.js';
import { hideIn } from '../../backends/secrets.js';
import type { SecretScanner } from '../../commands/secret-values.js';
import type { AgentResponse, IssueToFix } from '../../domain/contract.js';
import { featureDirOf } from '../play/contexts.js';
import { refusal } from '../play/refusal.js';
import { failure } from '../play/response.js';
import type { PlayedPart, PlayResult } from '../play/schema.js';
import { forgedTicks } from './forged-ticks.js';
import { type Git, gitText, splitNul } from './git.js';
import { gitTreeReader } from './git-tree.js';
import { knownSecrets } from './known-secrets.js';
import type { LandLimits, LandOptions } from './options.js';
import { findSecretIn } from './scan-changes.js';
import { changesBetween, type TreeChange } from './tree-diff.js';

/** A part that has been checked. Without changes both trees are the same. */
export interface InspectedPart {
  readonly part: PlayedPart;
  readonly response: AgentResponse;
  readonly before: string;
  readonly after: string;
}

export interface Inspection {
  readonly git: Git;
  /** Index file of our own, in a folder that is removed afterwards. */
  readonly indexFile: string;
  readonly limits: LandLimits;
  readonly options: LandOptions;
}

/**
 * Checks the parts in order. A refused part keeps its place as an answer of status `error` without changes, and what came
 * after it is dropped, because it was built on it.
 */
export async function inspectParts(
  result: PlayResult,
  inspection: Inspection,
): Promise<readonly InspectedPart[]> {
  const { git, options, limits } = inspection;
  const inspected: InspectedPart[] = [];
  let before = await gitText(git, ['rev-parse', `${result.base}^{tree}`]);
  let room: Room = { files: limits.files, bytes: limits.totalBytes };
  const secrets = await knownSecrets(gitTreeReader(options.checkout, result.base));
  for (const received of result.parts) {
    // Texts of an answer are shown, kept in the state and made messages of commits: no secret is in them from here on.
    const part = { ...received, response: hideIn(received.response, secrets.hide) as AgentResponse };
    const outcome = await inspectPart(part, before, room, inspection, secrets);
    if (outcome.issues.length > 0) {
      options.log(`${part.agent}: refused: ${outcome.issues[0]?.message}`);
      inspected.push({ part, response: refused(part, outcome.issues, options), before, after: before });
      return inspected;
    }
    inspected.push({ part, response: part.response, before, after: outcome.after });
    before = outcome.after;
    room = outcome.room;
  }
  return inspected;
}

interface Room {
  readonly files: number;
  readonly bytes: number;
}

interface PartOutcome {
  readonly issues: readonly IssueToFix[];
  readonly after: string;
  readonly room: Room;
}

async function inspectPart(
  part: PlayedPart,
  before: string,
  room: Room,
  { git, indexFile, limits, options }: Inspection,
  secrets: SecretScanner,
): Promise<PartOutcome> {
  const refuse = (issues: readonly IssueToFix[]): PartOutcome => ({ issues, after: before, room });
  if (part.patch === null) return { issues: [], after: before, room };
  const policy: PathPolicy = {
    definition: agentDefinition(part.agent),
    featureDir: featureDirOf(options.state),
    response: part.response,
    unprotected: options.unprotected ?? [],
  };
  const file = join(options.resultDir, part.patch);
  const announced = await refuseAnnounced(git, file, policy, limits);
  if (announced.length > 0) return refuse(announced);
  const after = await applyTo(git, before, file, indexFile, limits);
  if (after === null)
    return refuse([broken(`${part.patch} does not fit the commit that the agent worked on`)]);
  // The patch's own words are not trusted: git says what the resulting tree really changes.
  const changes = await changesBetween(git, before, after);
  const issues = changes.flatMap((change) => refusalOf(change, policy));
  if (issues.length > 0) return refuse(issues);
  const sized = await refuseSizes(git, changes, room, limits);
  if ('issues' in sized) return refuse(sized.issues);
  const ticked = await forgedTicks(changes, `${policy.featureDir}/tasks.md`, async (id) =>
    Buffer.from(await blobOf(git, id), 'latin1').toString('utf8'),
  );
  if (ticked.length > 0)
    return refuse([
      refusal(`${policy.featureDir}/tasks.md`, `it ticks ${ticked[0]}, which is done when its work lands`),
    ]);
  const leaking = await findSecretIn(changes, (id) => blobOf(git, id), secrets);
  if (leaking !== null) return refuse([refusal(secrets.hide(leaking), SECRET)]);
  return { issues: [], after, room: sized.room };
}

const SECRET =
  'it holds a secret of this repository or of its jobs, or what has the form of a token or a private key';

async function blobOf(git: Git, id: string): Promise<string> {
  return (await git(['cat-file', 'blob', id])).stdout.toString('latin1');
}

/** Links and submodules are refused by name later on. */
const KNOWN_MODES = new Set(['100644', '100755', '120000', '160000']);

/** Looks at a patch before git applies it: paths that git itself would not name well, and contents that would explode. */
async function refuseAnnounced(
  git: Git,
  file: string,
  policy: PathPolicy,
  limits: LandLimits,
): Promise<readonly IssueToFix[]> {
  const text = await readFile(file, 'latin1');
  const bomb = refuseContents(text, limits);
  if (bomb !== null) return [broken(bomb)];
  const files = text.match(/^diff --git /gm)?.length ?? 0;
  if (files > limits.files) return [broken(`it changes more than ${limits.files} files`)];
  // Git makes an ordinary mode of whatever it is told; who announces another one does not mean well.
  const mode = [...text.matchAll(/^(?:(?:new|deleted) file mode|(?:old|new) mode) (\d+)\r?$/gm)]
    .map((found) => found[1] ?? '')
    .find((announced) => !KNOWN_MODES.has(announced));
  if (mode !== undefined) return [broken(`its mode ${mode} is not 100644 or 100755`)];
  const { code, stdout, stderr } = await git(['apply', '--numstat', '-z', file], {
    env: allocating(limits),
    accept: [1, 128],
  });
  if (code !== 0) return [broken(`git cannot read the patch: ${stderr.trim().slice(0, 500)}`)];
  return splitNul(stdout).flatMap((entry) => {
    const path = entry.split('\t').slice(2).join('\t');
    return path === '' ? [] : refusalOf({ path, oldMode: '100644', newMode: '100644' }, policy);
  });
}

/** What a patch says of its binary contents, which git makes room for before it has seen one of them. */
function refuseContents(text: string, limits: LandLimits): string | null {
  // Git reads any number after the word: with blanks before it, a sign, or something behind it.
  const said = [...text.matchAll(/(?<![^\n])(?:literal|delta) (.*)/g)].map(
    (found) => found[1]?.trimEnd() ?? '',
  );
  const strange = said.find((size) => !/^\d{1,10}$/.test(size));
  if (strange !== undefined)
    return `a binary content of a number of bytes was expected, received "${strange.slice(0, 40)}"`;
  const large = said.find((size) => Number(size) > limits.fileBytes);
  if (large !== undefined) return `a binary content of ${large} bytes is larger than ${limits.fileBytes}`;
  const total = said.reduce((sum, size) => sum + Number(size), 0);
  // Each content may stand there twice: as it becomes, and as it was.
  return total > 2 * limits.totalBytes ? `binary contents of ${total} bytes are too much` : null;
}

/** No single piece of memory that git asks for is larger than everything that a result may hold, several times over. */
function allocating(limits: LandLimits): { readonly GIT_ALLOC_LIMIT: string } {
  return { GIT_ALLOC_LIMIT: String(4 * limits.totalBytes) };
}

function refusalOf(
  change: Pick<TreeChange, 'path' | 'oldMode' | 'newMode'>,
  policy: PathPolicy,
): readonly IssueToFix[] {
  const reason = refuseChange(change, policy);
  return reason === null ? [] : [refusal(change.path, reason)];
}

/** The tree after the patch, or null when it does not apply. No file is written outside git's object store. */
async function applyTo(
  git: Git,
  before: string,
  file: string,
  indexFile: string,
  limits: LandLimits,
): Promise<string | null> {
  const env = { GIT_INDEX_FILE: indexFile, ...allocating(limits) };
  await git(['read-tree', before], { env });
  const applied = await git(['apply', '--cached', '--binary', '--whitespace=nowarn', file], {
    env,
    accept: [1, 128],
  });
  return applied.code === 0 ? gitText(git, ['write-tree'], { env }) : null;
}

async function refuseSizes(
  git: Git,
  changes: readonly TreeChange[],
  room: Room,
  limits: LandLimits,
): Promise<{ readonly room: Room } | { readonly issues: readonly IssueToFix[] }> {
  if (changes.length > room.files) return { issues: [broken(`it changes more than ${limits.files} files`)] };
  const written = changes.filter((change) => change.newMode !== '000000');
  const { stdout } = await git(['cat-file', '--batch-check=%(objectsize)'], {
    input: written.map(({ newId }) => `${newId}\n`).join(''),
  });
  const sizes = stdout.toString('utf8').split('\n').slice(0, -1).map(Number);
  const large = written.find((_change, index) => (sizes[index] ?? 0) > limits.fileBytes);
  if (large !== undefined)
    return { issues: [refusal(large.path, `it is larger than ${limits.fileBytes} bytes`)] };
  const bytes = room.bytes - sizes.reduce((sum, size) => sum + size, 0);
  if (bytes < 0) return { issues: [broken(`it writes more than ${limits.totalBytes} bytes`)] };
  return { room: { files: room.files - changes.length, bytes } };
}

function broken(message: string): IssueToFix {
  return { severity: 'CRITICAL', type: 'Refused Result', message };
}

function refused(part: PlayedPart, issues: readonly IssueToFix[], options: LandOptions): AgentResponse {
  const message = `expected ${part.agent} to hand over only changes that it may make; nothing of its work was written: ${issues[0]?.message}`;
  const at = options.now?.() ?? part.response.timestamp;
  return failure(part.agent, at, { type: 'ValidationError', message, issues });
}
