/** Which folder may import what. Files are named by their path from the repository's root, with slashes. */
import { posix } from 'node:path';
import { importsOf } from './imports.js';

interface Layer {
  /** Folders below src that it may import, besides its own. */
  readonly folders: readonly string[];
  /** npm packages and `node:` modules that it may import; anything when left out. */
  readonly packages?: RegExp;
}

/** Folders that decide and do nothing: no clock, no randomness, no I/O. */
export const PURE_FOLDERS = [
  'engine',
  'scheduling',
  'selection',
  'simulation',
  'monitoring',
  'commands',
  'documents',
  'reports',
  'config',
  'analysis',
] as const;

const INNER = ['domain', ...PURE_FOLDERS];
const PARSERS = /^(zod|yaml|mdast|mdast-util-.+|micromark|micromark-.+)$/;
const PURE: Layer = { folders: INNER, packages: PARSERS };

const LAYERS: Readonly<Record<string, Layer>> = {
  domain: { folders: [], packages: /^zod$/ },
  ...Object.fromEntries(PURE_FOLDERS.map((folder) => [folder, PURE])),
  // It may hash content; clock, ids and all I/O come through its ports.
  runtime: { folders: INNER, packages: /^(zod|node:crypto)$/ },
  agents: { folders: [...INNER, 'runtime'] },
  observability: { folders: [...INNER, 'runtime'] },
  hosts: { folders: [...INNER, 'runtime', 'agents', 'observability'] },
  backends: { folders: [...INNER, 'runtime', 'agents', 'observability'] },
  // What Actions jobs and the local host do with an assignment: processes, files and git.
  jobs: { folders: [...INNER, 'runtime', 'agents', 'backends', 'observability'] },
  // What the bot does on an event of GitHub: joins the host's adapters with the runtime.
  handlers: { folders: [...INNER, 'runtime', 'hosts', 'observability'] },
  // What `speckit init` writes. It may hash content.
  setup: { folders: INNER, packages: /^(yaml|node:crypto)$/ },
  // The server of the GitHub App: receives webhooks, and puts its bots together as entries do.
  server: { folders: [...INNER, 'runtime', 'hosts', 'handlers', 'observability'] },
  // The local host: the same for a git checkout and a terminal.
  local: { folders: [...INNER, 'runtime', 'agents', 'backends', 'hosts', 'jobs', 'observability'] },
};

/** True for a folder below src that has its place here: an unknown one would escape every rule. */
export function isKnownFolder(folder: string): boolean {
  return folder === 'entries' || Object.hasOwn(LAYERS, folder);
}

/** Finds imports that point against the direction of the layers. */
export function findMisdirectedImports(file: string, source: string): readonly string[] {
  return importsOf(source).flatMap((specifier) => {
    const reason = refuse(file, specifier);
    return reason === undefined ? [] : [`${file} imports ${specifier}: ${reason}`];
  });
}

function refuse(file: string, specifier: string): string | undefined {
  const [root = '', folder = ''] = file.split('/');
  if (!/^\.{0,2}\//.test(specifier)) return refusePackage(root, folder, specifier);
  const target = posix.join(posix.dirname(file), specifier);
  return root === 'src' ? refuseLocal(folder, target) : refuseFromSandbox(target);
}

function refusePackage(root: string, folder: string, specifier: string): string | undefined {
  if (specifier === 'speckit-orchestrator')
    return 'nothing in the repository goes through its own package name';
  const allowed = root === 'src' ? LAYERS[folder]?.packages : undefined;
  if (allowed === undefined || allowed.test(packageName(specifier))) return undefined;
  return `${root}/${folder} may use ${allowed.source} only`;
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function refuseLocal(folder: string, target: string): string | undefined {
  const [root, targetFolder = ''] = target.split('/');
  if (root !== 'src') return 'src stands alone: it imports neither sandbox nor test nor anything beside it';
  const layer = LAYERS[folder];
  // Entries, and files directly in src, put everything together. So they may import anything, and nobody may import them.
  if (layer === undefined || targetFolder === folder || layer.folders.includes(targetFolder))
    return undefined;
  return `src/${folder} may import ${[folder, ...layer.folders].join(', ')}`;
}

function refuseFromSandbox(target: string): string | undefined {
  return target.startsWith('sandbox/')
    ? undefined
    : 'the sandbox uses public interfaces only: HTTP, git, the built files';
}
