import { parse } from 'yaml';
import type { RepositoryFacts } from '../commands/repository-facts.js';
import type { Ground } from './ground.js';

/** Languages by the end of a file's name; what is none (data, styles, texts) says little about complexity. */
const LANGUAGES: Readonly<Record<string, string>> = {
  c: 'C',
  cc: 'C++',
  cpp: 'C++',
  cs: 'C#',
  dart: 'Dart',
  ex: 'Elixir',
  exs: 'Elixir',
  go: 'Go',
  java: 'Java',
  js: 'JavaScript',
  jsx: 'JavaScript',
  kt: 'Kotlin',
  mjs: 'JavaScript',
  php: 'PHP',
  py: 'Python',
  rb: 'Ruby',
  rs: 'Rust',
  scala: 'Scala',
  sh: 'Shell',
  sql: 'SQL',
  svelte: 'Svelte',
  swift: 'Swift',
  ts: 'TypeScript',
  tsx: 'TypeScript',
  vue: 'Vue',
};

const MANIFESTS = new Set([
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'setup.py',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'Gemfile',
  'composer.json',
  'mix.exs',
  'pubspec.yaml',
  'Package.swift',
]);

/** Folders of other people's code, and of examples, which are no part of the product. */
const FOREIGN =
  /(?:^|\/)(?:node_modules|vendor|third_party|\.venv|dist|build|examples?|fixtures?|testdata)\//;

/** Folders whose subfolders are services by convention. */
const SERVICE_FOLDERS = new Set(['services', 'apps', 'microservices']);

const MOST = 50;

const COMPOSE = /^(?:docker-)?compose\.ya?ml$/;

const CI =
  /^(?:\.github\/workflows\/(?!speckit\.yml$)[^/]+\.ya?ml|\.gitlab-ci\.yml|\.circleci\/|Jenkinsfile|azure-pipelines\.yml)/;

/** What a listing of the repository tells about it; one file is opened at most, the one that lists its services. */
export async function repositoryFacts({ files, tree }: Ground): Promise<RepositoryFacts> {
  const paths = files.map((file) => file.path).filter((path) => !FOREIGN.test(path));
  const compose = files.find((file) => COMPOSE.test(file.path));
  const composed = compose === undefined ? [] : servicesIn(await tree.read(compose));
  const services = [...new Set([...servicesOf(paths), ...composed])];
  return {
    languages: languagesOf(paths),
    services: services.slice(0, MOST),
    packages: packagesOf(paths, services).slice(0, MOST),
    manifests: paths.filter(isManifest).slice(0, MOST),
    ci: files.some((file) => CI.test(file.path)),
    files: files.length,
  };
}

function isManifest(path: string): boolean {
  return MANIFESTS.has(path.split('/').at(-1) ?? '');
}

/** Folders with a manifest of their own below one that collects them, such as `packages/`. */
function packagesOf(paths: readonly string[], services: readonly string[]): string[] {
  const names = paths.filter(isManifest).flatMap((path) => {
    const parts = path.split('/');
    return parts.length === 3 ? [parts[1] ?? ''] : [];
  });
  return [...new Set(names)].filter((name) => name !== '' && !services.includes(name));
}

/** Services of a compose file that are built here; the others are databases and the like. */
function servicesIn(text: string): string[] {
  try {
    const { services } = parse(text) as { services?: Record<string, { build?: unknown } | null> };
    return Object.entries(services ?? {}).flatMap(([name, one]) => (one?.build === undefined ? [] : [name]));
  } catch {
    return [];
  }
}

/** Most files first. */
function languagesOf(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const language = LANGUAGES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
    if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([language]) => language);
}

/** Subfolders of `services/` and the like, and folders that are built into an image of their own. */
function servicesOf(paths: readonly string[]): ReadonlySet<string> {
  const services = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/');
    const [top = '', second = ''] = parts;
    if (SERVICE_FOLDERS.has(top) && parts.length > 2) services.add(second);
    const image = /^Dockerfile(?:\..+)?$/.test(parts.at(-1) ?? '');
    if (image && parts.length > 1) services.add(parts.at(-2) ?? '');
  }
  return services;
}
