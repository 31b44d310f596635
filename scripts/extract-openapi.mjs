// Cuts GitHub's own OpenAPI description down to the operations that the bot calls and the sandbox serves, so that the
// contract checks need neither the 385 MB package nor the network.
//
// usage: node scripts/extract-openapi.mjs <api.github.com.json> [output.json]
// The input is `generated/api.github.com.json` of the npm package @octokit/openapi (the plain one: it keeps its $refs).
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REPOSITORY_PATHS = [
  '',
  '/assignees',
  '/assignees/{assignee}',
  '/branches',
  '/branches/{branch}',
  '/branches/{branch}/protection',
  '/collaborators',
  '/collaborators/{username}',
  '/collaborators/{username}/permission',
  '/commits',
  '/commits/{commit_sha}/pulls',
  '/commits/{ref}',
  '/commits/{ref}/check-runs',
  '/commits/{ref}/check-suites',
  '/commits/{ref}/status',
  '/commits/{ref}/statuses',
  '/compare/{basehead}',
  '/contents/{path}',
  '/dispatches',
  '/installation',
  '/languages',
  '/merges',
  '/readme',
  '/rules/branches/{branch}',
  '/statuses/{sha}',
  '/tags',
  '/topics',
];

/** Everything below these, repository paths too. */
const REPOSITORY_TREES = [
  '/actions/artifacts',
  '/actions/jobs',
  '/actions/permissions',
  '/actions/runs',
  '/actions/secrets',
  '/actions/variables',
  '/actions/workflows',
  '/check-runs',
  '/check-suites',
  '/git',
  '/hooks',
  '/issues',
  '/labels',
  '/milestones',
  '/pulls',
  '/rulesets',
];

const OTHER_PATHS = [
  '/app',
  '/app/installations',
  '/app/installations/{installation_id}',
  '/app/installations/{installation_id}/access_tokens',
  '/installation/repositories',
  '/meta',
  '/orgs/{org}/memberships/{username}',
  '/orgs/{org}/teams',
  '/orgs/{org}/teams/{team_slug}',
  '/orgs/{org}/teams/{team_slug}/members',
  '/orgs/{org}/teams/{team_slug}/memberships/{username}',
  '/rate_limit',
  '/user',
  '/user/memberships/orgs/{org}',
  '/user/repos',
  '/users/{username}',
];

/** Belongs to products that have nothing to do with this one, and is large. */
const LEFT_OUT =
  /\/codespaces|suggestions|issue-field|merge-async|pending_deployments|deployment_protection_rule/;

const REPOSITORY = '/repos/{owner}/{repo}';
const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head'];
/** Keys that say nothing to a validator. */
const PROSE = new Set([
  'description',
  'summary',
  'title',
  'example',
  'examples',
  'externalDocs',
  'tags',
  'default',
  'deprecated',
  'operationId',
  'discriminator',
  'headers',
  'readOnly',
]);
/** Keys whose value maps names to things: a property called `description` is not prose. */
const NAME_MAPS = new Set([
  'properties',
  'patternProperties',
  'responses',
  'content',
  'schemas',
  'parameters',
]);

main(process.argv.slice(2));

function main([input, output]) {
  if (input === undefined) {
    console.error(
      'extract-openapi: expected the path of api.github.com.json (npm package @octokit/openapi), received nothing',
    );
    process.exit(2);
  }
  const description = JSON.parse(readFileSync(input, 'utf8'));
  const target =
    output ?? fileURLToPath(new URL('../test/openapi/fixtures/github-api.json', import.meta.url));
  writeFileSync(target, serialise(extract(description)));
}

function extract(description) {
  const paths = {};
  for (const path of choosePaths(description.paths)) {
    paths[path] = operationsOf(description.paths[path]);
  }
  const components = collectComponents(paths, description.components);
  return {
    openapi: description.openapi,
    info: {
      title: description.info.title,
      version: description.info.version,
      license: description.info.license,
    },
    paths,
    components,
  };
}

function choosePaths(all) {
  const named = [...REPOSITORY_PATHS.map((path) => REPOSITORY + path), ...OTHER_PATHS];
  const missing = named.filter((path) => all[path] === undefined);
  if (missing.length > 0) {
    throw new Error(
      `expected the description to hold ${missing.join(', ')}; correct the lists in this script`,
    );
  }
  const isBelow = (path, tree) => path === REPOSITORY + tree || path.startsWith(`${REPOSITORY}${tree}/`);
  const below = Object.keys(all).filter((path) => REPOSITORY_TREES.some((tree) => isBelow(path, tree)));
  return [...named, ...below].filter((path) => !LEFT_OUT.test(path)).sort();
}

function operationsOf(pathItem) {
  const operations = {};
  for (const method of METHODS) {
    if (pathItem[method] !== undefined) operations[method] = strip(pathItem[method], false);
  }
  return operations;
}

function strip(value, keysAreNames) {
  if (Array.isArray(value)) return value.map((item) => strip(item, false));
  if (typeof value !== 'object' || value === null) return value;
  const kept = {};
  for (const [key, child] of Object.entries(value)) {
    if (!keysAreNames && isProse(key)) continue;
    // A schema with a property that is itself called "properties" is told apart by its parent.
    kept[key] = strip(child, !keysAreNames && NAME_MAPS.has(key));
  }
  return kept;
}

function isProse(key) {
  return PROSE.has(key) || (key.startsWith('x-') && key !== 'x-multi-segment');
}

function collectComponents(paths, all) {
  const components = {};
  const queue = referencesIn(paths);
  for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
    const [, , kind, name] = reference.split('/');
    if (components[kind]?.[name] !== undefined) continue;
    const component = all[kind]?.[name];
    if (component === undefined) throw new Error(`expected the description to define ${reference}`);
    const stripped = strip(component, false);
    components[kind] = { ...components[kind], [name]: stripped };
    queue.push(...referencesIn(stripped));
  }
  return components;
}

function referencesIn(value) {
  const found = new Set();
  for (const match of JSON.stringify(value).matchAll(/"\$ref":"(#[^"]+)"/g)) found.add(match[1]);
  return [...found];
}

/** One line per path and per component keeps the file small and its diffs readable. */
function serialise(document) {
  const block = (entries) =>
    Object.keys(entries)
      .sort()
      .map((key) => `${JSON.stringify(key)}: ${JSON.stringify(entries[key])}`)
      .join(',\n');
  const components = Object.keys(document.components)
    .sort()
    .map((kind) => `${JSON.stringify(kind)}: {\n${block(document.components[kind])}\n}`)
    .join(',\n');
  return `{
"openapi": ${JSON.stringify(document.openapi)},
"info": ${JSON.stringify(document.info)},
"paths": {\n${block(document.paths)}\n},
"components": {\n${components}\n}
}
`;
}
