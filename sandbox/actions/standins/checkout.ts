/** `actions/checkout`: real git over the sandbox's smart HTTP, with the job's token. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { type CheckoutTarget, fetchPlan, resolveTarget } from './checkout-refs.js';
import type { StandIn, StandInCall } from './stand-in.js';

export const checkout: StandIn = {
  inputs: {
    repository: '',
    ref: '',
    token: '',
    path: '.',
    clean: 'true',
    'persist-credentials': 'true',
    'fetch-depth': '1',
    'fetch-tags': 'false',
    'show-progress': 'true',
    'set-safe-directory': 'true',
    'github-server-url': '',
    'allow-unsafe-pr-checkout': 'false',
    lfs: 'false',
    submodules: 'false',
  },
  run: async (call) => {
    const { state } = call;
    const repository = call.input('repository') || state.instance.run.repository;
    const directory = prepareDirectory(call);
    const git = (...args: readonly string[]) => call.exec('git', args, directory);
    const target = await resolveTarget(call, repository);

    await git('init', '--quiet', '--initial-branch=main', directory);
    await git('remote', 'add', 'origin', `${state.port.gitUrl}/${repository}.git`);
    await git('config', '--local', 'gc.auto', '0');
    const token = call.input('token') || state.token;
    await setAuthorization(call, directory, token);
    for (const args of fetchPlan(target, Number(call.input('fetch-depth')), call.flag('fetch-tags'))) {
      await git(...args);
    }
    await settle(call, directory, target, git);
    if (!call.flag('persist-credentials')) {
      await removeAuthorization(call, directory);
    }
    const { output: commit } = await call.query('git', ['rev-parse', 'HEAD'], directory);
    await git('log', '-1', '--format=%H %s');
    call.saved.directory = directory;
    call.setOutput('ref', target.ref);
    call.setOutput('commit', commit.trim());
  },
  post: async (call) => {
    const { directory } = call.saved;
    if (directory !== undefined) {
      await removeAuthorization(call, directory);
    }
  },
};

async function settle(
  call: StandInCall,
  directory: string,
  target: CheckoutTarget,
  git: (...args: readonly string[]) => Promise<void>,
): Promise<void> {
  switch (target.kind) {
    case 'branch': {
      const remote = `refs/remotes/origin/${target.branch}`;
      const { output } = await call.query('git', ['rev-parse', '--verify', '--quiet', remote], directory);
      if (target.commit !== undefined && output.trim() !== target.commit) {
        // The branch has moved since the event: the run is for the event's commit.
        await git('fetch', '--no-tags', 'origin', `+${target.commit}:${remote}`);
      }
      await git('checkout', '--quiet', '--force', '-B', target.branch, remote);
      return;
    }
    case 'other':
      await git('checkout', '--quiet', '--force', '--detach', target.local);
      return;
    case 'commit':
      await git('checkout', '--quiet', '--force', '--detach', target.commit);
  }
}

function prepareDirectory(call: StandInCall): string {
  const { workspace } = call.state.directories;
  const directory = resolve(workspace, call.input('path'));
  if (directory !== workspace && !directory.startsWith(workspace + sep)) {
    throw new Error(`Repository path '${directory}' is not under '${workspace}'`);
  }
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) {
    rmSync(join(directory, name), { recursive: true, force: true });
  }
  return directory;
}

/** The key under which git sends a header to one server only. */
function headerKey(call: StandInCall): string | undefined {
  const { protocol, origin } = new URL(call.state.port.gitUrl);
  return protocol.startsWith('http') ? `http.${origin}/.extraheader` : undefined;
}

/** Writes the token into the file itself, so that it is never on a command line. */
async function setAuthorization(call: StandInCall, directory: string, token: string): Promise<void> {
  const key = headerKey(call);
  if (key === undefined) {
    return;
  }
  const credential = Buffer.from(`x-access-token:${token}`).toString('base64');
  call.state.log.mask(credential);
  await call.exec('git', ['config', '--local', key, 'AUTHORIZATION: basic ***'], directory);
  const path = join(directory, '.git', 'config');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('AUTHORIZATION: basic ***', `AUTHORIZATION: basic ${credential}`),
  );
}

async function removeAuthorization(call: StandInCall, directory: string): Promise<void> {
  const key = headerKey(call);
  if (key !== undefined) {
    await call.query('git', ['config', '--local', '--unset-all', key], directory);
  }
}
