import { readFileSync } from 'node:fs';
import type { ActionsMetadataProvider } from '@actions/languageservice';
import { parse } from 'yaml';

type Metadata = Awaited<ReturnType<ActionsMetadataProvider['fetchActionMetadata']>>;

const OWN_ACTION = 'speckit-orchestrator/speckit-orchestrator@v1';

/** Inputs of the actions that our workflow files use, as their own action.yml of that major version lists them. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout@v5': [
    'repository',
    'ref',
    'token',
    'ssh-key',
    'ssh-known-hosts',
    'ssh-strict',
    'ssh-user',
    'persist-credentials',
    'path',
    'clean',
    'filter',
    'sparse-checkout',
    'sparse-checkout-cone-mode',
    'fetch-depth',
    'fetch-tags',
    'show-progress',
    'lfs',
    'submodules',
    'set-safe-directory',
    'github-server-url',
  ],
  'actions/upload-artifact@v4': [
    'name',
    'path',
    'if-no-files-found',
    'retention-days',
    'compression-level',
    'overwrite',
    'include-hidden-files',
  ],
  'actions/download-artifact@v5': [
    'name',
    'artifact-ids',
    'path',
    'pattern',
    'merge-multiple',
    'github-token',
    'repository',
    'run-id',
  ],
  'actions/setup-node@v5': [
    'node-version',
    'node-version-file',
    'architecture',
    'check-latest',
    'registry-url',
    'scope',
    'token',
    'cache',
    'package-manager-cache',
    'cache-dependency-path',
    'mirror',
    'mirror-token',
  ],
  'googleapis/release-please-action@v4': [
    'token',
    'release-type',
    'path',
    'target-branch',
    'config-file',
    'manifest-file',
    'repo-url',
    'github-api-url',
    'github-graphql-url',
    'fork',
    'include-component-in-tag',
    'proxy-server',
    'skip-github-release',
    'skip-github-pull-request',
    'skip-labeling',
    'changelog-host',
  ],
  'actions/attest-build-provenance@v3': [
    'subject-path',
    'subject-digest',
    'subject-name',
    'subject-checksums',
    'push-to-registry',
    'show-summary',
    'github-token',
  ],
};

const REQUIRED: Readonly<Record<string, readonly string[]>> = { 'actions/upload-artifact@v4': ['path'] };

/** Stands in for the marketplace: our own action.yml as it is, and the official actions that we use. */
export const actionsMetadata: ActionsMetadataProvider = {
  async fetchActionMetadata({ owner, name, ref }) {
    const reference = `${owner}/${name}@${ref}`;
    return reference === OWN_ACTION
      ? (parse(readFileSync('action.yml', 'utf8')) as Metadata)
      : official(reference);
  },
};

function official(reference: string): Metadata {
  const inputs = INPUTS[reference];
  if (inputs === undefined) return undefined;
  const required = REQUIRED[reference] ?? [];
  return {
    name: reference,
    description: reference,
    inputs: Object.fromEntries(
      inputs.map((name) => [name, { description: name, required: required.includes(name) }]),
    ),
  };
}
