import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { packageRoot } from '../package-root.js';

export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer;
  /** True for what never changes under its name as long as the same packages are installed. */
  readonly lasting: boolean;
}

/** The libraries of the page, by the names by which modules import them: package and file. */
const LIBRARIES: ReadonlyMap<string, readonly [name: string, file: string]> = new Map([
  ['preact', ['preact', 'dist/preact.mjs']],
  ['preact/hooks', ['preact', 'hooks/dist/hooks.mjs']],
  ['htm', ['htm', 'dist/htm.mjs']],
  ['@preact/signals', ['@preact/signals', 'dist/signals.mjs']],
  ['@preact/signals-core', ['@preact/signals-core', 'dist/signals-core.mjs']],
  ['marked', ['marked', 'lib/marked.esm.js']],
  ['dompurify', ['dompurify', 'dist/purify.es.mjs']],
]);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const cache = new Map<string, Promise<Asset | undefined>>();

/** A file of the page, by its name below the page's folder; undefined for one that there is not. */
export function readAsset(name: string): Promise<Asset | undefined> {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const asset = load(name);
  // Libraries never change while the process lives; the page's own files do for those who work on them.
  if (name.startsWith('lib/') || name.startsWith('mermaid/')) cache.set(name, asset);
  return asset;
}

async function load(name: string): Promise<Asset | undefined> {
  const path = pathOf(name);
  if (path === undefined || !existsSync(path)) return undefined;
  const type = TYPES[extname(path)];
  if (type === undefined) return undefined;
  const body = await readFile(path);
  const lasting = name.startsWith('mermaid/');
  const isModule = type.startsWith('text/javascript') && !lasting;
  return { name, type, lasting, body: isModule ? withAddresses(body) : body };
}

function pathOf(name: string): string | undefined {
  const library = /^lib\/(.+)\.js$/.exec(name)?.[1];
  if (library !== undefined) {
    const found = LIBRARIES.get(library);
    return found === undefined ? undefined : packageFile(...found);
  }
  const mermaid = /^mermaid\/(mermaid\.esm\.min\.mjs|chunks\/mermaid\.esm\.min\/[\w.-]+\.mjs)$/.exec(
    name,
  )?.[1];
  if (mermaid !== undefined) return packageFile('mermaid', `dist/${mermaid}`);
  const isOwn = /^(?:[a-z-]+\/)?[a-z-]+\.(?:html|css|js|svg)$/.test(name);
  return isOwn ? join(packageRoot(), 'sandbox', 'page', 'static', name) : undefined;
}

/** Packages may be hoisted to any folder above this one, and do not all export their files by name. */
function packageFile(name: string, file: string): string | undefined {
  const folders = createRequire(join(packageRoot(), 'package.json')).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, file)).find((path) => existsSync(path));
}

/** Browsers find modules by address. An import map would do, but needs an inline script. */
function withAddresses(source: Buffer): Buffer {
  const text = source
    .toString('utf8')
    .replace(/(\b(?:from|import)\s*)(["'])([\w@/.-]+)\2/g, (whole, before: string, _quote, wanted: string) =>
      isKnown(wanted) ? `${before}"${addressOf(wanted)}"` : whole,
    )
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '');
  return Buffer.from(text);
}

function isKnown(library: string): boolean {
  return library === 'mermaid' || LIBRARIES.has(library);
}

/** Mermaid is many files, which find each other by their own names. */
function addressOf(library: string): string {
  return `/_sandbox/page/${library === 'mermaid' ? 'mermaid/mermaid.esm.min.mjs' : `lib/${library}.js`}`;
}
