/** The stand-ins, by the `owner/repo[/path]` that a step names; any version. */
import { cache, cacheSave } from './cache.js';
import { checkout } from './checkout.js';
import { downloadArtifact } from './download-artifact.js';
import { setupNode } from './setup-node.js';
import type { StandIn } from './stand-in.js';
import { uploadArtifact } from './upload-artifact.js';

export type { StandIn } from './stand-in.js';

export const standIns: Readonly<Record<string, StandIn>> = {
  'actions/checkout': checkout,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'actions/setup-node': setupNode,
  'actions/cache': cache,
  'actions/cache/restore': cache,
  'actions/cache/save': cacheSave,
};
