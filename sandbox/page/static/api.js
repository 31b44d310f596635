// The sandbox's public REST API, with the token of whoever acts.
import { useEffect, useRef, useState } from 'preact/hooks';
import { login, repo, token } from './store.js';

class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** One request. `path` is below the repository. Answers JSON, or text where `accept` asks for something else. */
export async function call(method, path, body, accept = 'application/vnd.github+json') {
  const answer = await fetch(`/repos/${repo.value}${path}`, {
    method,
    // Asks each time, and is answered 304 when nothing has changed.
    cache: 'no-cache',
    headers: {
      Accept: accept,
      ...(token.value === undefined ? {} : { Authorization: `Bearer ${token.value}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new ApiError(answer.status, messageOf(answer.status, text));
  if (accept !== 'application/vnd.github+json' || answer.headers.get('content-type')?.startsWith('text/'))
    return text;
  return text === '' ? undefined : JSON.parse(text);
}

export const get = (path) => call('GET', path);

/** All pages of a list, up to a bound. */
export async function getAll(path, most = 1000) {
  const found = [];
  for (let page = 1; found.length < most; page += 1) {
    const more = await get(`${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`);
    found.push(...more);
    if (more.length < 100) break;
  }
  return found;
}

const texts = new Map();

/** A file at a commit. What a commit holds never changes, so it is asked for once. */
export function getText(path, commit) {
  const key = `${commit}:${path}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const address = path.split('/').map(encodeURIComponent).join('/');
  const text = call(
    'GET',
    `/contents/${address}?ref=${commit}`,
    undefined,
    'application/vnd.github.raw+json',
  );
  texts.set(key, text);
  text.catch(() => texts.delete(key));
  return text;
}

function messageOf(status, text) {
  try {
    const { message, errors = [] } = JSON.parse(text);
    const more = errors.map((one) => (typeof one === 'string' ? one : one.message)).filter(Boolean);
    return [message, ...more].join(': ');
  } catch {
    return `The sandbox answered ${status}.`;
  }
}

/**
 * What `load` gives, asked for again every `interval` ms while the page is looked at; at once when the keys or the acting
 * person change, and on `reload()`.
 */
export function usePolled(load, keys, interval = 2000) {
  const [state, setState] = useState({});
  const latest = useRef();
  const reload = useRef(() => Promise.resolve());
  useEffect(() => {
    let timer;
    let stopped = false;
    let text;
    const round = async () => {
      clearTimeout(timer);
      try {
        const data = await load();
        const now = JSON.stringify(data);
        if (!stopped && now !== text) setState({ data });
        text = now;
      } catch (error) {
        text = undefined;
        if (!stopped) setState((before) => ({ ...before, error }));
      }
      if (!stopped && interval > 0) timer = setTimeout(next, interval);
    };
    const next = () => {
      if (document.hidden) timer = setTimeout(next, interval);
      else latest.current = round();
    };
    setState({});
    latest.current = round();
    reload.current = async () => {
      await latest.current;
      latest.current = round();
      await latest.current;
    };
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [...keys, login.value]);
  return { ...state, reload: () => reload.current() };
}
