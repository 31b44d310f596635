// Runs in a frame without an origin: it gets a diagram's source and gives back an image, and can reach nothing else.
import mermaid from 'mermaid';

const FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';

// One at a time: Mermaid's configuration is global.
let last = Promise.resolve();

addEventListener('message', (event) => {
  if (event.source !== parent) return;
  const { id, source, dark } = event.data;
  last = last.then(async () => {
    try {
      parent.postMessage({ id, ...(await draw(id, source, dark)) }, '*');
    } catch (error) {
      parent.postMessage({ id, error: String(error?.message ?? error) }, '*');
    }
  });
});
parent.postMessage({ ready: true }, '*');

async function draw(id, source, dark) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: dark ? 'dark' : 'default',
    fontFamily: FONT,
    suppressErrorRendering: true,
    gantt: { useWidth: 900 },
  });
  const { svg } = await mermaid.render(`diagram-${id}`, source);
  const holder = document.createElement('div');
  holder.innerHTML = svg;
  const root = holder.querySelector('svg');
  const [, , width = 600, height = 300] = (root.getAttribute('viewBox') ?? '').split(/\s+/).map(Number);
  root.setAttribute('width', width);
  root.setAttribute('height', height);
  // As an image it has to be well-formed XML, which HTML's serialisation is not.
  return { svg: new XMLSerializer().serializeToString(root), width, height };
}
