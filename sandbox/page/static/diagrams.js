// The page's side of the frame that draws diagrams.
const TIMEOUT_MS = 20_000;

let frame;
let lastId = 0;
const waiting = new Map();
const drawn = new Map();

addEventListener('message', (event) => {
  if (frame === undefined || event.source !== frame.element.contentWindow) return;
  if (event.data?.ready === true) return frame.ready();
  const answer = waiting.get(event.data?.id);
  if (answer !== undefined) answer(event.data);
});

/** Draws a Mermaid diagram. Resolves to the address of an image with its size; rejects with what is wrong with the source. */
export function drawDiagram(source, dark) {
  const key = `${dark}\n${source}`;
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const result = ask(source, dark);
  drawn.set(key, result);
  result.catch(() => drawn.delete(key));
  if (drawn.size > 50) drawn.delete(drawn.keys().next().value);
  return result;
}

async function ask(source, dark) {
  frame ??= openFrame();
  const own = frame;
  const id = ++lastId;
  const answer = await new Promise((resolve) => {
    waiting.set(id, resolve);
    own.loaded.then(() => own.element.contentWindow?.postMessage({ id, source, dark }, '*'));
    setTimeout(() => resolve({ error: 'drawing took too long' }), TIMEOUT_MS);
  });
  waiting.delete(id);
  if (answer.error === 'drawing took too long' && frame === own) {
    own.element.remove();
    frame = undefined;
  }
  if (answer.error !== undefined) throw new Error(answer.error);
  const { svg, width, height } = answer;
  return { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, width, height };
}

function openFrame() {
  const element = document.createElement('iframe');
  element.src = '/_sandbox/page/diagram.html';
  element.setAttribute('sandbox', 'allow-scripts');
  element.title = 'Draws diagrams';
  element.tabIndex = -1;
  element.setAttribute('aria-hidden', 'true');
  // Out of sight, yet laid out: Mermaid measures its text.
  element.className = 'diagram-frame';
  let ready;
  const loaded = new Promise((resolve) => {
    ready = resolve;
  });
  document.body.append(element);
  return { element, loaded, ready };
}
