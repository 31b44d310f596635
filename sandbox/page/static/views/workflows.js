import { usePolled } from '../api.js';
import { repo } from '../store.js';
import { Ago, html, Loaded, Title } from '../ui.js';
import { allWorkflows, words } from '../workflow-files.js';

const MARKS = {
  completed: ['✓', 'good'],
  failed: ['✕', 'bad'],
  aborted: ['⊘', 'quiet'],
  running: ['●', 'busy'],
};

/** Every workflow that the state branch holds. */
export function Workflows() {
  const list = usePolled(allWorkflows, [], 2000);
  return html`<${Title}>Workflows<//>
    <p class="quiet-text">What the bot keeps on the branch <code>speckit-state</code>. Open one to step through its revisions.</p>
    <${Loaded} from=${list}>${(states) => html`<${List} states=${states} />`}<//>`;
}

function List({ states }) {
  if (states.length === 0)
    return html`<p class="empty">No workflow yet. Comment <code>/speckit standard: …</code> on an issue to start one.</p>`;
  return html`<ul class="rows">${states.map((state) => {
    const [sign, kind] = MARKS[state.status] ?? ['!', 'busy'];
    return html`<li key=${state.workflow_id}><span class="mark ${kind}" aria-hidden="true">${sign}</span><div>
      <a class="row-title" href=${`/${repo.value}/workflows/${state.workflow_id}`}>${state.workflow_type}: ${state.user_request}</a>
      <div class="quiet-text">${words(state.status)} · issue #${state.origin.issue} · revision ${state.revision} · updated <${Ago} at=${state.updated_at} /></div>
    </div></li>`;
  })}</ul>`;
}
