// Small parts that several views use.

import htm from 'htm';
import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { drawDiagram } from './diagrams.js';
import { repo } from './store.js';

export const html = htm.bind(h);

export function Avatar({ login }) {
  const tint = [...login].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
  return html`<span class="avatar tint-${tint}" aria-hidden="true">${login.slice(0, 1).toUpperCase()}</span>`;
}

export function Person({ user }) {
  const isBot = user.type === 'Bot';
  return html`<strong>${user.login.replace(/\[bot\]$/, '')}</strong>${isBot ? html` <span class="pill">bot</span>` : ''}`;
}

/** How long ago, with the exact time on hover. */
export function Ago({ at }) {
  if (!at) return '';
  const seconds = Math.max(0, (Date.now() - Date.parse(at)) / 1000);
  const text =
    seconds < 60
      ? 'just now'
      : seconds < 3600
        ? `${Math.floor(seconds / 60)} min ago`
        : seconds < 86_400
          ? `${Math.floor(seconds / 3600)} h ago`
          : `on ${at.slice(0, 10)}`;
  return html`<time datetime=${at} title=${new Date(at).toLocaleString()}>${text}</time>`;
}

/** A length of time between two moments, or up to now. */
export function duration(from, to) {
  const seconds = Math.max(0, Math.round(((to ? Date.parse(to) : Date.now()) - Date.parse(from)) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function Labels({ labels }) {
  return labels.map(
    (label) =>
      html`<span class="pill label"><span class="dot" style=${{ background: `#${label.color}` }}></span>${label.name}</span>`,
  );
}

const MARKS = {
  success: ['✓', 'good', 'succeeded'],
  failure: ['✕', 'bad', 'failed'],
  timed_out: ['✕', 'bad', 'timed out'],
  startup_failure: ['✕', 'bad', 'failed to start'],
  action_required: ['!', 'busy', 'action required'],
  cancelled: ['⊘', 'quiet', 'cancelled'],
  skipped: ['⊘', 'quiet', 'skipped'],
  neutral: ['▪', 'quiet', 'neutral'],
  in_progress: ['●', 'busy', 'in progress'],
};

/** How a run, a job, a step or a check stands: a mark, and its words for those who do not see it. */
export function Mark({ of: { status, conclusion } }) {
  // A conclusion is final only with the end.
  const [sign, kind, words] = MARKS[status === 'completed' ? conclusion : status] ?? [
    '○',
    'quiet',
    status ?? 'pending',
  ];
  return html`<span class="mark ${kind}"><span aria-hidden="true">${sign}</span><span class="unseen">${words}</span></span>`;
}

/** What went wrong, in the words of the API. */
export function Failure({ error }) {
  if (!error) return '';
  const refused = error.status === 403 || error.status === 401;
  return html`<div class="flash bad" role="alert">${refused ? html`<strong>Refused.</strong> ` : ''}${error.message}</div>`;
}

/** What polled data shows: itself, the reason why there is none, or that it is on its way. */
export function Loaded({ from, children }) {
  if (from.data !== undefined) return html`<${Failure} error=${from.error} />${children(from.data)}`;
  if (from.error?.status === 404)
    return html`<${Title}>Not found<//><p>There is nothing at this address.</p>`;
  if (from.error) return html`<${Failure} error=${from.error} />`;
  return html`<p class="quiet-text" role="status">Loading…</p>`;
}

/** The heading of a view; it takes the focus when the view opens, so that the keyboard goes on from there. */
export function Title({ children, text, ...rest }) {
  const heading = useRef();
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${text ?? heading.current?.textContent ?? ''} · ${repo.value}`;
  });
  return html`<h1 ref=${heading} tabindex="-1" ...${rest}>${children}</h1>`;
}

/** A button that does something at the server: off while it does, and its failure goes to `onFailure`. */
export function Action({ run, onFailure, children, ...rest }) {
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    onFailure?.(undefined);
    try {
      await run();
    } catch (error) {
      onFailure?.(error);
    }
    setBusy(false);
  };
  return html`<button type="button" aria-disabled=${busy} onClick=${busy ? undefined : start} ...${rest}>${children}</button>`;
}

/** Markdown as GitHub renders it; `base` is what links in it are relative to. */
export function Markdown({ text, base }) {
  const box = useRef();
  useEffect(() => {
    let stopped = false;
    const place = { repo: repo.value, base: new URL(base ?? location.href, location.href).href };
    void render(text ?? '', place).then((fragment) => {
      if (stopped) return;
      keepOpen(box.current, fragment);
      box.current.replaceChildren(fragment);
      box.current.dataset.shown = 'true';
      for (const figure of box.current.querySelectorAll('figure.diagram')) void showDiagram(figure);
    });
    return () => {
      stopped = true;
    };
  }, [text, base]);
  return html`<div class="markdown" ref=${box}></div>`;
}

/** What sanitises is half of the page's weight: it is loaded with the first text that needs it. */
async function render(text, place) {
  const { renderMarkdown } = await import('./markdown.js');
  return renderMarkdown(text, place);
}

/** Comments are edited while people read them: what they have unfolded stays so. */
function keepOpen(before, after) {
  const key = (details) => (details.querySelector('summary')?.textContent ?? '').replace(/\d+/g, '');
  const known = new Map([...before.querySelectorAll('details')].map((one) => [key(one), one.open]));
  for (const details of after.querySelectorAll('details'))
    details.open = known.get(key(details)) ?? details.open;
}

const dark = matchMedia('(prefers-color-scheme: dark)');
dark.addEventListener('change', () => {
  for (const figure of document.querySelectorAll('figure.diagram')) void showDiagram(figure);
});

/** Wider diagrams are scrolled on small screens: their text would be too small to read. */
const READABLE_WIDTH = 700;

async function showDiagram(figure) {
  const { source } = figure.dataset;
  try {
    const { src, width, height } = await drawDiagram(source, dark.matches);
    const image = figure.querySelector('img') ?? addImage(figure, source);
    Object.assign(image, { src, width, height });
    image.style.minWidth = `${Math.min(width, READABLE_WIDTH)}px`;
  } catch (error) {
    const note = figure.querySelector('.quiet-text') ?? document.createElement('p');
    note.className = 'quiet-text';
    note.textContent = `This diagram could not be drawn: ${error.message}`;
    figure.prepend(note);
  }
}

/** The image before the source, which stays for those who cannot see it. */
function addImage(figure, source) {
  const image = Object.assign(new Image(), { alt: `Diagram: ${source.trim().split('\n')[0]}` });
  const box = Object.assign(document.createElement('div'), { className: 'table-box', tabIndex: 0 });
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', 'Diagram');
  box.append(image);
  const details = document.createElement('details');
  details.append(
    Object.assign(document.createElement('summary'), { textContent: 'Diagram source' }),
    ...figure.childNodes,
  );
  figure.replaceChildren(box, details);
  return image;
}
