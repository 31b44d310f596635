/** `actions/download-artifact`, v4 and later. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { matchesPatterns } from '../triggers/glob.js';
import { downloadRemote, listRemote } from './remote-artifacts.js';
import type { StandIn, StandInCall } from './stand-in.js';
import { readZip } from './zip.js';

/** An artifact that can be fetched, from this run or another one. */
interface Downloadable {
  readonly id: number;
  readonly name: string;
  readonly read: () => Promise<Buffer>;
}

export const downloadArtifact: StandIn = {
  inputs: {
    name: '',
    'artifact-ids': '',
    path: '',
    pattern: '',
    'merge-multiple': 'false',
    'github-token': '',
    repository: '',
    'run-id': '',
  },
  run: async (call) => {
    const target = resolve(
      call.state.directories.workspace,
      expandHome(call.input('path'), call.state.directories.home),
    );
    const { wanted, flat } = choose(call, await listArtifacts(call));
    mkdirSync(target, { recursive: true });
    for (const artifact of wanted) {
      const directory = flat ? target : join(target, artifact.name);
      unpack(await artifact.read(), directory);
      call.log(`Artifact ${artifact.name} (ID: ${artifact.id}) downloaded to ${directory}`);
    }
    call.log(`Total of ${wanted.length} artifact(s) downloaded`);
    call.setOutput('download-path', target);
  },
};

/** One named artifact goes right into the path; several get a directory each, unless merged. */
function choose(
  call: StandInCall,
  available: readonly Downloadable[],
): { readonly wanted: readonly Downloadable[]; readonly flat: boolean } {
  const name = call.input('name');
  const ids = call
    .input('artifact-ids')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (name !== '') {
    const found = available.find((artifact) => artifact.name === name);
    if (found === undefined) {
      throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
    }
    return { wanted: [found], flat: true };
  }
  const merge = call.flag('merge-multiple');
  if (ids.length > 0) {
    const wanted = available.filter((artifact) => ids.includes(String(artifact.id)));
    if (wanted.length === 0) {
      throw new Error(
        `Unable to download artifact(s): None of the provided artifact IDs were found: ${ids.join(', ')}`,
      );
    }
    return { wanted, flat: merge || wanted.length === 1 };
  }
  const pattern = call.input('pattern');
  const wanted =
    pattern === '' ? available : available.filter((artifact) => matchesPatterns(artifact.name, [pattern]));
  return { wanted, flat: merge };
}

async function listArtifacts(call: StandInCall): Promise<readonly Downloadable[]> {
  const token = call.input('github-token');
  const { instance, store } = call.state;
  if (token !== '') {
    const repository = call.input('repository') || instance.run.repository;
    const runId = call.input('run-id') || String(instance.run.id);
    const source = { api: call.state.port.apiUrl, repository, runId, token };
    const remote = await listRemote(source);
    return remote.map(({ id, name }) => ({ id, name, read: () => downloadRemote(source, id) }));
  }
  return store.artifacts
    .all()
    .filter((artifact) => artifact.runId === instance.run.id)
    .map(({ id, name }) => ({ id, name, read: async () => readFileSync(store.artifactPath(id)) }));
}

function unpack(zip: Buffer, directory: string): void {
  for (const { name, data } of readZip(zip)) {
    const path = resolve(directory, name);
    if (!path.startsWith(resolve(directory) + sep)) {
      throw new Error(`The artifact holds a file outside of its directory: '${name}'.`);
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data);
  }
}

function expandHome(path: string, home: string): string {
  return path.startsWith('~') ? join(home, path.slice(1)) : path;
}
