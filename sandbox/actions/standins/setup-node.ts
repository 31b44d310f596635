/** `actions/setup-node`: puts the sandbox's node on PATH, whatever version was asked for. */
import { dirname } from 'node:path';
import { nodeOf } from '../runner/state.js';
import type { StandIn } from './stand-in.js';

export const setupNode: StandIn = {
  inputs: {
    'node-version': '',
    'node-version-file': '',
    'always-auth': 'false',
    architecture: '',
    'check-latest': 'false',
    cache: '',
    'cache-dependency-path': '',
    'package-manager-cache': 'true',
    'registry-url': '',
    scope: '',
    token: '',
    mirror: '',
    'mirror-token': '',
  },
  run: async (call) => {
    const node = nodeOf(call.state.options);
    call.state.paths.unshift(dirname(node));
    const { output } = await call.query(node, ['--version'], call.state.directories.workspace);
    const wanted = call.input('node-version') || call.input('node-version-file');
    call.log(`Node ${output} is on PATH${wanted === '' ? '' : ` (asked for: ${wanted})`}`);
    call.setOutput('node-version', output);
    call.setOutput('cache-hit', 'false');
  },
};
