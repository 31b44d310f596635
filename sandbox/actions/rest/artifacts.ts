/** Artifacts of repositories and runs. */
import type { Hono } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import type { Engine } from '../runs/engine.js';
import type { ArtifactRecord } from '../runs/records.js';
import { deleteArtifact } from '../standins/upload-artifact.js';
import type { Downloads } from './downloads.js';
import { findArtifact, findRun, sameRepository } from './find.js';
import { type Call, handled, page, RestError } from './http.js';
import { artifactPayload } from './payloads.js';

const BASE = '/repos/:owner/:repo/actions';

/** Mounts lists, reading, deleting and downloads of artifacts. */
export function mountArtifacts(app: Hono<SandboxEnv>, engine: Engine, downloads: Downloads): void {
  const { port, store } = engine;
  const show = (artifact: ArtifactRecord) => artifactPayload(port, artifact, store.runs.get(artifact.runId));
  const list = (c: Call, accepts: (artifact: ArtifactRecord) => boolean) => {
    const name = c.req.query('name');
    const found = store.artifacts
      .all()
      .filter((item) => accepts(item) && (name === undefined || item.name === name));
    return page(c, port.apiUrl, 'artifacts', found.toReversed(), show);
  };
  app.get(
    `${BASE}/artifacts`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      return list(c, (artifact) => sameRepository(artifact.repository, c));
    }),
  );
  app.get(
    `${BASE}/runs/:id/artifacts`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const run = findRun(c, engine);
      return list(c, (artifact) => artifact.runId === run.id);
    }),
  );
  app.get(
    `${BASE}/artifacts/:id`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      return c.json(show(findArtifact(c, engine)));
    }),
  );
  app.get(
    `${BASE}/artifacts/:id/:format`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const artifact = findArtifact(c, engine);
      if (c.req.param('format') !== 'zip') {
        throw new RestError(404, 'Not Found');
      }
      if (Date.parse(artifact.expiresAt) < Date.now()) {
        throw new RestError(410, 'Artifact has expired');
      }
      return c.redirect(downloads.address('artifact', artifact.id), 302);
    }),
  );
  app.delete(
    `${BASE}/artifacts/:id`,
    handled((c) => {
      c.get('demand')('actions', 'write');
      deleteArtifact(store, findArtifact(c, engine).id);
      return c.body(null, 204);
    }),
  );
}
