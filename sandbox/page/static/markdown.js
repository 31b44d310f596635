// Markdown to what may be shown: marked in a worker, then a strict list of what is allowed.
import createPurifier from 'dompurify';
import { finish } from './markdown-finish.js';

const TIMEOUT_MS = 5_000;

const TAGS =
  'a b blockquote br code dd del details div dl dt em figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li ol p pre q s samp ' +
  'span strike strong sub summary sup table tbody td tfoot th thead tr tt ul var';
const ATTRIBUTES =
  'align alt checked class colspan disabled height href open rowspan src start title type width';

const CONFIG = {
  ALLOWED_TAGS: TAGS.split(' '),
  ALLOWED_ATTR: ATTRIBUTES.split(' '),
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  FORBID_CONTENTS: [
    'script',
    'style',
    'iframe',
    'noscript',
    'template',
    'math',
    'svg',
    'title',
    'textarea',
    'select',
  ],
  RETURN_DOM_FRAGMENT: true,
};

const purifier = createPurifier(window);
purifier.addHook('uponSanitizeAttribute', (_element, data) => {
  if (data.attrName === 'class' && !/^language-[\w-]+$/.test(data.attrValue)) data.keepAttr = false;
});
purifier.addHook('afterSanitizeAttributes', (element) => {
  if (element.nodeName === 'INPUT') {
    if (element.type !== 'checkbox') element.remove();
    element.disabled = true;
  }
});

/** The Markdown of a comment or a file as a fragment of sanitised nodes. What cannot be rendered is shown as text. */
export async function renderMarkdown(text, place) {
  const html = await toHtml(text).catch(() => undefined);
  if (html === undefined) return plain(text);
  try {
    const fragment = purifier.sanitize(html, CONFIG);
    finish(fragment, place);
    return fragment;
  } catch {
    return plain(text);
  }
}

function plain(text) {
  const fragment = document.createDocumentFragment();
  const block = document.createElement('pre');
  block.textContent = text;
  block.tabIndex = 0;
  fragment.append(block);
  return fragment;
}

let worker;
let lastId = 0;
let queue = Promise.resolve();

function toHtml(text) {
  const result = queue.then(() => convert(text));
  queue = result.catch(() => {});
  return result;
}

async function convert(text) {
  worker ??= openWorker();
  const own = worker;
  await own.ready;
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      own.worker.terminate();
      if (worker === own) worker = undefined;
      reject(new Error('the text took too long to read'));
    }, TIMEOUT_MS);
    own.worker.onmessage = ({ data }) => {
      if (data.id !== id) return;
      clearTimeout(timer);
      if (data.error === undefined) resolve(data.html);
      else reject(new Error(data.error));
    };
    own.worker.postMessage({ id, text });
  });
}

function openWorker() {
  const it = new Worker('/_sandbox/page/markdown-worker.js', { type: 'module' });
  const ready = new Promise((resolve, reject) => {
    it.onmessage = () => resolve();
    it.onerror = () => reject(new Error('the reader of Markdown did not start'));
  });
  return { worker: it, ready };
}
