const EXTENSIONS = new Set(
  (
    'astro avif axaml bash bat bicep c cc cfg cjs cmd conf cpp cs csproj css csv cts cxx dart db dockerfile ejs env erb ex exs ' +
    'feature fish fs fsproj gif go golden gql gradle graphql groovy h hbs hcl hpp hs htm html http ico ini ipynb java jpg js ' +
    'json json5 jsonc jsonl jsx kt kts less lock lua m md mdc mdx mjs mk mm mts njk nix php pl plist png prisma properties ' +
    'proto ps1 psm1 py pyi r rake razor rb resx rs rst sass scala scss sh sln slnx snap sol sql sqlite svelte svg swift tf ' +
    'tfvars tmpl toml ts tsv tsx txt vb vue wasm webp xaml xml yaml yml zig zsh'
  ).split(' '),
);
const NAMES =
  /^(?:Dockerfile|Containerfile|Makefile|Rakefile|Gemfile|Procfile|Jenkinsfile|Vagrantfile|Justfile|CODEOWNERS|LICENSE|go\.mod|go\.sum|\.[A-Za-z][\w.-]*(?:ignore|rc|config|example|env|attributes|gitkeep|keep)|\.env)$/;
/** Names of products that look like script files. */
const PRODUCTS =
  /^(?:node|next|nuxt|vue|react|express|three|d3|chart|moment|socket|nest|ember|backbone|alpine|discord|electron|solid|fuse|handlebars|require|p5|paper|pixi|tone)\.js$/i;
const SEGMENT = /^[\p{L}\p{N}_@.()[\]$+~#%=-]+$/u;

const LONGEST_PATH = 300;
const BRACKETS = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const;

/**
 * File paths that a text names, in order, without repetition: in backticks or bare. Directories, globs, URLs, API
 * routes and dotted names of code (`hooks.enabled`) are left out.
 */
export function filesIn(text: string): string[] {
  const found: string[] = [];
  const add = (candidate: string) => {
    if (candidate.length > LONGEST_PATH) return;
    for (const path of expandBraces(candidate)) {
      const file = asFile(path);
      if (file !== null && !found.includes(file)) found.push(file);
    }
  };
  let plain = '';
  let last = 0;
  for (const span of text.matchAll(/(`+)([^`]+)\1/g)) {
    plain += `${text.slice(last, span.index)} `;
    last = span.index + span[0].length;
    const code = (span[2] ?? '').trim();
    // Code with blanks is a command or an expression; the files in it are not what the task changes.
    if (!/\s/.test(code)) add(code);
  }
  plain += text.slice(last);
  // A link's target is usually another document of the feature; its text may be the path.
  for (const word of plain.replace(/\]\([^()\s]*\)/g, '] ').split(/[\s,;"“”'‘’<>|、，。；：（）「」]+/))
    add(word);
  return found;
}

/** Planning documents, which every task may read: naming one is no sign that two tasks would clash. */
export function isPlanningDocument(file: string): boolean {
  return /(?:^|\/)(?:spec|plan|tasks|research|data-model|quickstart|constitution)\.md$|(?:^|\/)contracts\//.test(
    file,
  );
}

function asFile(raw: string): string | null {
  let path = unwrap(unmarked(raw).replace(/[:.,!?]+$/, ''));
  path = path.replace(/(?::\d+(?:[-:]\d+)?|#L\d+(?:-L?\d+)?|[:.!?])$/, '');
  if (/^[a-z][a-z+.-]*:\/\//i.test(path) || path.includes('*') || /^@[^/]+\/[^/]+$/.test(path)) return null;
  path = path
    .replace(/\\/g, '/')
    .replace(/^\.\//, '')
    .replace(/\/{2,}/g, '/');
  const segments = path.split('/');
  const name = segments.at(-1) ?? '';
  if (name === '') return null;
  if (!segments.every((segment, i) => SEGMENT.test(segment) || (i === 0 && segment === ''))) return null;
  if (NAMES.test(name)) return path;
  const extension = /^(.+)\.([A-Za-z][A-Za-z0-9]{0,9})$/.exec(name)?.[2];
  if (extension === undefined || PRODUCTS.test(path)) return null;
  if (EXTENSIONS.has(extension)) return path;
  // With a directory in front an unknown extension is still a file, unless it is a route (`/api/v1.0`).
  return segments.length > 1 && segments[0] !== '' && /^[a-z0-9]{1,8}$/.test(extension) ? path : null;
}

function expandBraces(text: string): string[] {
  const match = /^([^{}]*)\{([^{}]+)\}([^{}]*)$/.exec(text);
  if (!match) return [text];
  const [, before = '', inside = '', after = ''] = match;
  return inside
    .split(',')
    .slice(0, 50)
    .map((part) => before + part.trim() + after);
}

/** Takes off emphasis; underscores only in pairs, since names like `__init__.py` begin with them. */
function unmarked(text: string): string {
  const plain = text.replace(/^[*~]+|[*~]+$/g, '');
  return /^_.*[^_]_$/.test(plain) ? plain.slice(1, -1) : plain;
}

/** Takes off brackets that surround a path; those inside one (`app/(tabs)/[id].tsx`) are part of it. */
function unwrap(text: string): string {
  let result = text;
  for (let changed = true; changed; ) {
    changed = false;
    for (const [open, close] of BRACKETS) {
      const balance = result.split(open).length - result.split(close).length;
      const around = balance === 0 && closesAtEnd(result, open, close);
      if (around || (balance > 0 && result.startsWith(open))) {
        result = result.slice(1);
        changed = true;
      }
      if (around || (balance < 0 && result.endsWith(close))) {
        result = result.slice(0, -1);
        changed = true;
      }
    }
  }
  return result;
}

/** True where the first character opens a bracket that only the last one closes. */
function closesAtEnd(text: string, open: string, close: string): boolean {
  if (!text.startsWith(open)) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) return i === text.length - 1;
  }
  return false;
}
