import { referenceTable } from '../commands/reference.js';
import { hiddenLines } from '../commands/sanitise.js';
import type { Diagnosis } from '../domain/diagnosis.js';
import type { WorkflowState } from '../domain/state.js';
import { configProblems, type ShownProblem } from './config-problems.js';
import { renderDiagnosis } from './diagnosis.js';
import { type Links, linked } from './links.js';
import { renderStatus } from './status.js';
import { statusLine } from './status-line.js';
import { page } from './table.js';
import { BODY_LIMIT, code, fenced, inline, quotation, sentence, shorten } from './text.js';

/** A short answer to a command. Every one says what was received and what may be typed instead. */
export type Reply =
  /** The comment could not be understood, see `Refusal` of the commands. */
  | { readonly kind: 'refused'; readonly reason: string; readonly expected: string }
  | {
      readonly kind: 'no_permission';
      readonly login: string;
      readonly permission: string;
      readonly needed: string;
    }
  /** There is no workflow here to which the command could belong. */
  | { readonly kind: 'unknown_workflow' }
  /** Another workflow runs here already. */
  | { readonly kind: 'busy'; readonly workflow_id: string; readonly holder_request: string }
  /** The command needs a workflow that waits for approval; this one does something else. */
  | { readonly kind: 'not_awaiting'; readonly state: WorkflowState }
  | { readonly kind: 'status'; readonly state: WorkflowState; readonly links?: Links }
  | { readonly kind: 'help' }
  | { readonly kind: 'diagnosis'; readonly checks: readonly Diagnosis[] }
  | {
      readonly kind: 'artifact';
      readonly path: string;
      readonly content: string;
      readonly url: string | null;
    }
  | { readonly kind: 'config_problems'; readonly problems: readonly ShownProblem[] }
  /** The engine did not accept the event, see `Refusal` of the engine (`message` is the reason here). */
  | { readonly kind: 'event_refused'; readonly reason: string; readonly expected: string }
  | { readonly kind: 'note'; readonly text: string };

/** An answer as the body of a comment. Mentions nobody: the one who asked is notified by the thread. */
export function renderReply(reply: Reply): string {
  return shorten(compose(reply), BODY_LIMIT);
}

function compose(reply: Reply): string {
  switch (reply.kind) {
    case 'refused':
    case 'event_refused':
      return answer('⚠️', reply.reason, reply.expected);
    case 'no_permission':
      return answer(
        '⛔',
        `${inline(reply.login, 100)} has ${code(reply.permission, 40)} permission on this repository, which is not enough for this command.`,
        `a person with ${inline(reply.needed, 100)} permission`,
      );
    case 'unknown_workflow':
      return answer(
        '⚠️',
        'There is no workflow on this issue or pull request.',
        '`/speckit <request>` to start one, or `/help`',
      );
    case 'busy':
      // Of one that was claimed a moment ago, the request is not known yet.
      return page(
        `⚠️ Workflow ${code(reply.workflow_id, 60)} is active here already. ${reply.holder_request === '' ? 'It is starting just now.' : 'It works on:'}`,
        reply.holder_request === '' ? null : quotation(reply.holder_request, 500),
        'Expected: `/status` to see where it stands, or `/abort` before you start another one.',
      );
    case 'not_awaiting':
      return page('⚠️ Nothing waits for an approval now.', statusLine(reply.state));
    case 'status':
      return renderStatus(reply.state, reply.links);
    case 'help':
      return page('### Commands', referenceTable());
    case 'diagnosis':
      return renderDiagnosis(reply.checks);
    case 'artifact':
      return artifact(reply.path, reply.content, reply.url);
    case 'config_problems':
      return configProblems(reply.problems);
    case 'note':
      return `ℹ️ ${inline(reply.text, 4_000)}`;
  }
}

function answer(icon: string, reason: string, expected: string): string {
  return page(`${icon} ${inline(reason, 2_000)}`, `Expected: ${sentence(inline(expected, 2_000))}`);
}

function artifact(path: string, content: string, url: string | null): string {
  const heading = `### ${linked(path, safeUrl(url))}`;
  if (content.trim() === '') return page(heading, 'The file is empty.');
  const limit = BODY_LIMIT - 2_500;
  const cut = content.length > limit ? 'The rest is left out: a comment cannot be that long.' : null;
  return page(heading, fenced(content, 'markdown', limit - 200), cut, hidden(content, url));
}

/** More lines than this make no readable list. */
const MOST_LINES = 20;

/** Agents read the whole file: whoever is to approve it has to know that there is more than the page shows. */
function hidden(content: string, url: string | null): string | null {
  const lines = hiddenLines(content);
  const [first] = lines;
  if (first === undefined) return null;
  const more = lines.length > MOST_LINES ? ` and ${lines.length - MOST_LINES} more` : '';
  const which = `${lines.length === 1 ? 'line' : 'lines'} ${lines.slice(0, MOST_LINES).join(', ')}${more}`;
  const source = linked('the source of the file', safeUrl(url === null ? null : `${url}?plain=1#L${first}`));
  return `⚠️ HTML comments or invisible characters are not shown here, and agents read them: ${which}. Look at ${source}.`;
}

function safeUrl(url: string | null): string | null {
  return url !== null && /^https?:\/\/[^\s()<>]+$/.test(url) ? url : null;
}
