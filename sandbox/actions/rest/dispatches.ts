/** `workflow_dispatch` and `repository_dispatch`. */
import type { Hono } from 'hono';
import type { RepositoryEvent, SandboxEnv } from '../../contract.js';
import { isObject } from '../json.js';
import type { Triggers } from '../language/trigger-file.js';
import { serverUrls } from '../runs/contexts.js';
import type { Engine } from '../runs/engine.js';
import { candidatesOf } from '../triggers/candidates.js';
import { type FoundWorkflow, findWorkflow } from '../triggers/discover.js';
import { checkInputs } from '../triggers/dispatch-inputs.js';
import { findKnownWorkflow } from './find.js';
import { type Call, handled, loginOf, RestError, readBody, repositoryOf } from './http.js';

const MAX_EVENT_TYPE = 100;
const MAX_PAYLOAD_KEYS = 10;
const MAX_PAYLOAD_CHARACTERS = 65_535;

/** Mounts both dispatch routes. */
export function mountDispatches(app: Hono<SandboxEnv>, engine: Engine): void {
  app.post(
    '/repos/:owner/:repo/actions/workflows/:id/dispatches',
    handled((c) => dispatchWorkflow(c, engine)),
  );
  app.post(
    '/repos/:owner/:repo/dispatches',
    handled((c) => dispatchRepository(c, engine)),
  );
}

async function dispatchWorkflow(c: Call, engine: Engine): Promise<Response> {
  c.get('demand')('actions', 'write');
  const { port } = engine;
  const repository = repositoryOf(c);
  const known = await findKnownWorkflow(c, engine);
  const body = await readBody(c);
  const { ref, sha } = await resolve(engine, repository, body.ref);
  if (known.state !== 'active') {
    throw new RestError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  }
  const workflow = await findWorkflow(port, repository, sha, known.path);
  const triggers = dispatchTriggers(workflow);
  const given = body.inputs ?? {};
  const checked = isObject(given)
    ? checkInputs(triggers.inputs, given)
    : ({
        ok: false,
        message: `For 'properties/inputs', expected an object, received ${JSON.stringify(given)}.`,
      } as const);
  if (!checked.ok) {
    throw new RestError(422, checked.message);
  }
  const login = loginOf(c);
  const event: RepositoryEvent = {
    name: 'workflow_dispatch',
    repository,
    payload: {
      inputs: checked.values,
      ref,
      repository: port.repositoryPayload(repository),
      sender: port.userPayload(login),
      workflow: known.path,
    },
    sender: login,
    byRunToken: c.get('caller').kind === 'run',
    ref,
    sha,
  };
  const [candidate] = await candidatesOf(port, event);
  if (candidate === undefined || workflow === undefined) {
    throw new RestError(422, `No ref found for: ${String(body.ref)}`);
  }
  engine.deliver(event);
  const run = await engine.start(candidate, workflow);
  if (body.return_run_details !== true) {
    return c.body(null, 204);
  }
  const { server, api } = serverUrls(port);
  return c.json({
    workflow_run_id: run.id,
    run_url: `${api}/repos/${repository}/actions/runs/${run.id}`,
    html_url: `${server}/${repository}/actions/runs/${run.id}`,
  });
}

function dispatchTriggers(workflow: FoundWorkflow | undefined): Triggers {
  const reading = workflow?.reading;
  if (reading !== undefined && !reading.ok) {
    throw new RestError(422, `Failed to parse workflow: ${reading.errors.join('; ')}`);
  }
  const triggers = reading?.file.triggers;
  if (triggers === undefined || !Object.hasOwn(triggers.events, 'workflow_dispatch')) {
    throw new RestError(422, "Workflow does not have 'workflow_dispatch' trigger");
  }
  return triggers;
}

async function resolve(
  engine: Engine,
  repository: string,
  given: unknown,
): Promise<{ readonly ref: string; readonly sha: string }> {
  if (typeof given !== 'string' || given === '') {
    throw new RestError(422, 'Invalid request.\n\n"ref" wasn\'t supplied.');
  }
  const refs = given.startsWith('refs/') ? [given] : [`refs/heads/${given}`, `refs/tags/${given}`];
  for (const ref of refs) {
    const sha = await engine.port.resolveRef(repository, ref);
    if (sha !== undefined) {
      return { ref, sha };
    }
  }
  throw new RestError(422, `No ref found for: ${given}`);
}

async function dispatchRepository(c: Call, engine: Engine): Promise<Response> {
  c.get('demand')('contents', 'write');
  const { port } = engine;
  const repository = repositoryOf(c);
  const body = await readBody(c);
  const type = body.event_type;
  if (typeof type !== 'string' || type === '') {
    throw new RestError(422, 'Invalid request.\n\n"event_type" wasn\'t supplied.');
  }
  if (type.length > MAX_EVENT_TYPE) {
    throw new RestError(
      422,
      `Invalid request.\n\nExpected event_type to have at most ${MAX_EVENT_TYPE} characters, received ${type.length}.`,
    );
  }
  const payload = checkClientPayload(body.client_payload ?? {});
  const login = loginOf(c);
  const branch = port.defaultBranch(repository);
  const ref = `refs/heads/${branch}`;
  const event: RepositoryEvent = {
    name: 'repository_dispatch',
    action: type,
    repository,
    payload: {
      action: type,
      branch,
      client_payload: payload,
      repository: port.repositoryPayload(repository),
      sender: port.userPayload(login),
    },
    sender: login,
    byRunToken: c.get('caller').kind === 'run',
    ref,
    sha: (await port.resolveRef(repository, ref)) ?? '',
  };
  engine.notify(event);
  engine.deliver(event);
  return c.body(null, 204);
}

function checkClientPayload(payload: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(payload)) {
    throw new RestError(
      422,
      `Invalid request.\n\nFor 'properties/client_payload', ${JSON.stringify(payload)} is not an object.`,
    );
  }
  const keys = Object.keys(payload).length;
  if (keys > MAX_PAYLOAD_KEYS) {
    throw new RestError(
      422,
      `Invalid request.\n\nNo more than ${MAX_PAYLOAD_KEYS} properties are allowed; ${keys} were supplied.`,
    );
  }
  if (JSON.stringify(payload).length > MAX_PAYLOAD_CHARACTERS) {
    throw new RestError(422, 'client_payload is too large.');
  }
  return payload;
}
