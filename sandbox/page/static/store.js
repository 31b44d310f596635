// What the whole page knows: the sandbox, who acts, and where we are.
import { computed, signal } from '@preact/signals';

/** `{ origin, repo, users }` as the server gives it; null until it has. */
export const session = signal(null);
export const login = signal(localStorage.getItem('speckit-login') ?? '');
export const address = signal(currentAddress());

export const token = computed(() => session.value?.users[login.value]?.token);
/** Path of the repository, as in GitHub's web addresses and below `/repos` in its API. */
export const repo = computed(() => session.value?.repo ?? '');

// Asked for while the rest of the page is still being loaded.
const opening = fetch('/_sandbox/page.json');
opening.catch(() => {});

/** Takes what the server tells its page, and chooses who acts: the one of last time, else somebody who may write. */
export async function openSession() {
  const answer = await opening;
  if (!answer.ok) throw new Error(await answer.text());
  const data = await answer.json();
  if (data.users[login.value] === undefined) {
    const writer = Object.entries(data.users).find(([, user]) => user.permission === 'write');
    login.value = (writer ?? Object.entries(data.users)[0] ?? [''])[0];
  }
  session.value = data;
}

export function actAs(name) {
  login.value = name;
  localStorage.setItem('speckit-login', name);
}

/** Whether an approval of this person counts: the gate wants permission to write. */
export function mayWrite(name) {
  return ['write', 'maintain', 'admin'].includes(session.value?.users[name]?.permission);
}

/** Goes to an address of the page; `replace` leaves no step back. */
export function navigate(to, { replace = false } = {}) {
  const target = new URL(to, location.href);
  const same = target.pathname === location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', target.pathname + target.search + target.hash);
  address.value = currentAddress();
  if (!same) scrollTo(0, 0);
}

function currentAddress() {
  return `${location.pathname}${location.search}`;
}

addEventListener('popstate', () => {
  address.value = currentAddress();
});

// Links to the sandbox's own addresses stay in the page, also those that comments hold with the whole address.
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  const link = event.target.closest?.('a[href]');
  if (link === null || link === undefined || link.target === '_blank') return;
  const to = new URL(link.href, location.href);
  const isOurs = to.origin === location.origin || to.origin === session.value?.origin;
  const prefix = `/${repo.value}`;
  if (!isOurs || !(to.pathname === '/' || to.pathname === prefix || to.pathname.startsWith(`${prefix}/`)))
    return;
  if (link.getAttribute('href').startsWith('#')) return;
  event.preventDefault();
  navigate(to.pathname + to.search + to.hash);
});
