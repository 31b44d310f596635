/** `actions/upload-artifact`, v4 and later: immutable artifacts, one of each name per run. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { serverUrls } from '../runs/contexts.js';
import type { Store } from '../runs/store.js';
import { checkArtifactName, findArtifactFiles } from './artifact-files.js';
import type { StandIn, StandInCall } from './stand-in.js';
import { writeZip } from './zip.js';

const DEFAULT_RETENTION_DAYS = 90;
const DAY_MS = 86_400_000;

export const uploadArtifact: StandIn = {
  inputs: {
    name: 'artifact',
    path: '',
    'if-no-files-found': 'warn',
    'retention-days': '0',
    'compression-level': '6',
    overwrite: 'false',
    'include-hidden-files': 'false',
    archive: 'true',
  },
  run: async (call) => {
    const name = call.input('name');
    checkArtifactName(name);
    if (call.input('path') === '') {
      throw new Error('Input required and not supplied: path');
    }
    const { workspace } = call.state.directories;
    const files = findArtifactFiles(workspace, call.input('path'), call.flag('include-hidden-files'));
    if (files.length === 0) {
      reportNothing(call);
      return;
    }
    makeRoom(call, name);
    const entries = files.map((file) => ({ name: file.name, data: readFileSync(file.path) }));
    const zip = writeZip(entries, Number(call.input('compression-level')));
    const record = save(call, name, zip);
    const { run } = call.state.instance;
    const { server } = serverUrls(call.state.port);
    call.log(
      `Artifact ${name} has been successfully uploaded! ${files.length} file(s), ${zip.length} bytes. Artifact ID is ${record.id}`,
    );
    call.setOutput('artifact-id', String(record.id));
    call.setOutput('artifact-digest', record.digest.replace('sha256:', ''));
    call.setOutput(
      'artifact-url',
      `${server}/${run.repository}/actions/runs/${run.id}/artifacts/${record.id}`,
    );
  },
};

function reportNothing(call: StandInCall): void {
  const message = `No files were found with the provided path: ${call.input('path')}. No artifacts will be uploaded.`;
  switch (call.input('if-no-files-found')) {
    case 'error':
      throw new Error(message);
    case 'ignore':
      call.log(message);
      return;
    default:
      call.log(`##[warning]${message}`);
  }
}

function makeRoom(call: StandInCall, name: string): void {
  const { store, instance } = call.state;
  const existing = store.artifacts.all().find((item) => item.runId === instance.run.id && item.name === name);
  if (existing === undefined) {
    return;
  }
  if (!call.flag('overwrite')) {
    throw new Error(
      'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run',
    );
  }
  deleteArtifact(store, existing.id);
}

function save(call: StandInCall, name: string, zip: Buffer) {
  const { store, instance } = call.state;
  const days = Number(call.input('retention-days')) || DEFAULT_RETENTION_DAYS;
  const now = Date.now();
  const record = {
    id: store.nextId(),
    repository: instance.run.repository,
    runId: instance.run.id,
    name,
    size: zip.length,
    digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`,
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + days * DAY_MS).toISOString(),
  };
  writeFileSync(store.artifactPath(record.id), zip);
  store.artifacts.save(record);
  return record;
}

/** Removes an artifact and its file. */
export function deleteArtifact(store: Store, id: number): void {
  store.artifacts.delete(id);
  rmSync(store.artifactPath(id), { force: true });
}
