import { type Assignment, isKeptByEnvironment, type WorkflowState } from '../domain/state.js';
import { approvalNeed, waysToApprove } from './approval-need.js';
import { branchNeed } from './branch-exists.js';
import { answerNeed } from './clarification.js';
import { commandOf } from './commands.js';
import { mendingCommands, openFindings } from './findings.js';
import { count, list, moment } from './format.js';
import { type Links, linked, runUrl } from './links.js';
import { goOnFrom } from './next-steps.js';
import { selectionNeed } from './selection.js';
import { code, inline, sentence } from './text.js';

/** One sentence on what is happening now, or on exactly what a person has to type. */
export function statusLine(state: WorkflowState, links?: Links): string {
  switch (state.status) {
    case 'running':
      return runningLine(state, links);
    case 'awaiting_workflow_selection':
      return `🧭 **Waiting for a choice of workflow**: comment ${selectionNeed(state)}.`;
    case 'awaiting_branch_choice':
      return `🌿 **Waiting for a choice of feature**: ${branchNeed(state)}.`;
    case 'awaiting_clarification':
      return `❓ **Waiting for answers**: ${answerNeed(state)}.`;
    case 'awaiting_implementation_approval':
      return `🛑 **Waiting for approval**: ${waysToApprove(state)}. ${approvalNeed(state)}${because(state)}`;
    case 'paused':
      return `⏸️ ${ended('Paused', state)} Type \`/resume\` to go on or \`/abort\` to cancel.`;
    case 'completed':
      return `✅ **Complete**: ${completeness(state)} ${afterwards(state)}`.trimEnd();
    case 'failed':
      return `❌ ${ended('Failed', state)} Type ${goOnFrom(state)}.`;
    case 'aborted':
      return `🚫 ${ended('Aborted', state)} Artifacts are kept. ${startAgain(state)}`;
  }
}

/** What to type to do the same again; a workflow that has ended cannot be resumed. */
export function startAgain(state: WorkflowState): string {
  return `Type ${commandOf(state)} to start again.`;
}

function runningLine(state: WorkflowState, links: Links | undefined): string {
  if (state.branch === null) return '🔄 **Starting**: the bot claims a number and a branch for the feature.';
  const out = state.assignments.filter((one) => one.status === 'dispatched');
  const work = out.filter((one) => !isKeptByEnvironment(one));
  const waits = state.timers.map(
    (timer) => `${timer.agent} is tried again at ${moment(timer.due_at)} (${inline(timer.reason, 120)})`,
  );
  const kept = out.filter(isKeptByEnvironment);
  if (kept.length > 0) waits.unshift(keptBack(kept, links));
  if (work.length > 0) return `🔄 **Running**: ${list([...describe(work), ...waits], 5)}.`;
  if (kept.length > 0) return `⏳ **Waiting for GitHub**: ${list(waits, 4)}.`;
  if (waits.length > 0) return `⏳ **Waiting**: ${list(waits, 3)}. Nobody has to do anything.`;
  return state.current_agent === null
    ? '🔄 **Running**: the next step is being prepared.'
    : `🔄 **Running**: ${state.current_agent} is about to start.`;
}

/** Whether a run of them waits only GitHub knows at this moment, so people are told where to look. */
function keptBack(kept: readonly Assignment[], links: Links | undefined): string {
  const runs = kept.flatMap(({ run_id }) =>
    run_id === null ? [] : [linked(String(run_id), runUrl(run_id, links))],
  );
  const names = new Set(kept.flatMap(({ environment }) => environment ?? []));
  const where = `environment ${list([...names].map((name) => code(name, 60)))}`;
  const what = list(describe(kept), 3);
  return `${what} as soon as the reviewers of ${where} let ${kept.length === 1 ? 'it' : 'them'}: *Review deployments* on Actions run ${list(runs, 8)}`;
}

/** Tasks of one agent are named together, however many jobs work on them. */
function describe(work: readonly Assignment[]): string[] {
  const tasks = work.filter((one) => one.agents[0] === 'implement').flatMap((one) => one.tasks);
  const others = work
    .filter((one) => one.tasks.length === 0)
    .map((one) => `${list(one.agents)} ${one.agents.length > 1 ? 'run in one job' : 'runs'}${attempt(one)}`);
  if (tasks.length === 0) return others;
  return [
    `implement works on ${count(tasks.length, 'task')} (${list(
      tasks.map((task) => code(task, 40)),
      8,
    )})`,
    ...others,
  ];
}

function attempt(assignment: Assignment): string {
  return assignment.attempt > 1 ? ` (attempt ${assignment.attempt})` : '';
}

function completeness(state: WorkflowState): string {
  const findings = openFindings(state).length;
  if (findings === 0) return 'every agent is done.';
  return `every agent is done; ${count(findings, 'finding')} to mend: comment ${list(mendingCommands(state))}.`;
}

function afterwards(state: WorkflowState): string {
  if (state.pull_request !== null) return `Review and merge pull request #${state.pull_request.number}.`;
  return state.branch === null ? '' : `The work is on branch ${code(state.branch.name)}.`;
}

/** A reason is news only while nobody has approved: afterwards it says what is said already. */
function because(state: WorkflowState): string {
  return state.status_reason === null || state.approvals.length > 0
    ? ''
    : ` (${inline(state.status_reason, 200)})`;
}

/** `**Paused** by alice.` or `**Paused**: the reason.`; the engine's reasons often begin with the word itself. */
function ended(word: string, state: WorkflowState): string {
  if (state.status_reason === null) return `**${word}**.`;
  const full = sentence(inline(state.status_reason, 400));
  return full.startsWith(`${word} `) ? `**${word}**${full.slice(word.length)}` : `**${word}**: ${full}`;
}
