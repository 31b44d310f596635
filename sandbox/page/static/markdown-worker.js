// Markdown to HTML off the page's thread: text made to be slow stops here, and is given up by the page.
import { marked } from 'marked';

marked.use({ gfm: true, breaks: true });

addEventListener('message', ({ data: { id, text } }) => {
  try {
    postMessage({ id, html: marked.parse(text, { async: false }) });
  } catch (error) {
    postMessage({ id, error: String(error?.message ?? error) });
  }
});
postMessage({ ready: true });
