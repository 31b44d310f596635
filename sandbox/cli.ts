import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openBox } from './box.js';

export interface SandboxCommandOptions {
  readonly port?: number;
  readonly data: string;
  readonly seedRepo?: string;
  readonly backend?: string;
  readonly json?: boolean;
}

/** `speckit sandbox`: serves until interrupted, then keeps its data for the next start. */
export async function runSandboxCommand(options: SandboxCommandOptions): Promise<void> {
  const dataDir = resolve(options.data);
  await mkdir(dataDir, { recursive: true });
  const box = await openBox({
    dataDir,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.seedRepo === undefined ? {} : { seedRepo: resolve(options.seedRepo) }),
    ...(options.backend === undefined ? {} : { backend: options.backend }),
  });
  const { apiUrl, gitUrl, repo, users } = box;
  if (options.json === true) console.log(JSON.stringify({ api_url: apiUrl, git_url: gitUrl, repo, users }));
  else console.log(introduction({ apiUrl, gitUrl, repo, users, dataDir }));
  await interrupted();
  await box.stop();
}

function introduction(box: {
  apiUrl: string;
  gitUrl: string;
  repo: string;
  users: Readonly<Record<string, { token: string; permission: string }>>;
  dataDir: string;
}): string {
  const people = Object.entries(box.users).map(
    ([login, { token, permission }]) => `  ${login.padEnd(8)} ${permission.padEnd(6)} ${token}`,
  );
  const [someone] = Object.entries(box.users).filter(([, user]) => user.permission === 'write');
  const token = someone?.[1].token ?? '<token>';
  return `A GitHub in a box is serving ${box.repo} with Speckit installed. Stop it with Ctrl+C.

API    ${box.apiUrl}
git    ${box.gitUrl}/${box.repo}.git   (any user name, a token as password)
data   ${box.dataDir}

People and their tokens:
${people.join('\n')}

Try:
  curl -s -H "Authorization: Bearer ${token}" ${box.apiUrl}/repos/${box.repo}/issues -d '{"title": "Greeting in another language"}'
  curl -s -H "Authorization: Bearer ${token}" ${box.apiUrl}/repos/${box.repo}/issues/1/comments -d '{"body": "/speckit simple: Greeting in another language"}'
  curl -s -H "Authorization: Bearer ${token}" ${box.apiUrl}/repos/${box.repo}/issues/1/comments
`;
}

function interrupted(): Promise<void> {
  return new Promise((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
  });
}
