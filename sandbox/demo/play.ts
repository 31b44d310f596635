import type { Sandbox } from '../server.js';
import type { DemoOptions } from './options.js';
import { type Comment, type Issue, type Person, type PullRequest, person } from './people.js';

const REQUEST = 'Greeting in another language';

/**
 * Plays the people: one opens an issue and asks for the feature, a stranger tries to wave it through, and a reviewer
 * approves. All of it through the public REST API.
 *
 * @returns the issue
 */
export async function play(box: Sandbox, options: DemoOptions): Promise<Issue> {
  const wendy = somebody(box, 'write');
  const nora = somebody(box, 'none');
  const ada = somebody(box, 'admin');
  const repo = `/repos/${box.repo}`;
  const issue = await wendy.post<Issue>(`${repo}/issues`, {
    title: REQUEST,
    body: 'Our greeter only speaks English. People from other places should be greeted in their own language.',
  });
  const say = (who: Person, body: string) =>
    who.post<Comment>(`${repo}/issues/${issue.number}/comments`, { body });

  await say(wendy, `/speckit ${options.workflow}: ${REQUEST}`);
  await box.idle();

  await say(nora, '/proceed');
  await box.idle();
  if (!options.approval) return issue;

  const pulls = await ada.get<PullRequest[]>(`${repo}/pulls?state=open&sort=created&direction=desc`);
  const [pull] = pulls;
  if (pull === undefined)
    throw new Error('expected an open pull request with the planning artifacts, found none');
  await ada.post(`${repo}/pulls/${pull.number}/reviews`, { event: 'APPROVE', body: 'The plan is good.' });
  await box.idle();
  return issue;
}

/** Somebody with this permission on the repository. */
export function somebody(box: Sandbox, permission: string): Person {
  const found = Object.entries(box.users).find(([, user]) => user.permission === permission);
  if (found === undefined) throw new Error(`expected a user with ${permission} permission in the sandbox`);
  return person(box.apiUrl, found[0], found[1].token);
}
