/** Artifacts of other runs, through the REST API and the given token, so that its permissions count. */
import { isObject } from '../json.js';

export interface ArtifactSource {
  readonly api: string;
  readonly repository: string;
  readonly runId: string;
  readonly token: string;
}

/** Lists the artifacts of a run. */
export async function listRemote(
  source: ArtifactSource,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  const response = await request(source, `/actions/runs/${source.runId}/artifacts?per_page=100`);
  const body: unknown = await response.json();
  const list = isObject(body) && Array.isArray(body.artifacts) ? body.artifacts : [];
  return list.filter(isObject).map((item) => ({ id: Number(item.id), name: String(item.name) }));
}

/** Downloads an artifact's zip file. */
export async function downloadRemote(source: ArtifactSource, id: number): Promise<Buffer> {
  const response = await request(source, `/actions/artifacts/${id}/zip`);
  return Buffer.from(await response.arrayBuffer());
}

async function request({ api, repository, token }: ArtifactSource, path: string): Promise<Response> {
  const response = await fetch(`${api}/repos/${repository}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) {
    throw new Error(
      `Unable to download artifact(s): GET ${path} answered ${response.status} ${await response.text()}`,
    );
  }
  return response;
}
