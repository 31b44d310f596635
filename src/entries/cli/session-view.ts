/** What a person sees while the local host works: the story line by line and, in a terminal, a list that is kept up to date. */
import type { Assignment, WorkflowState } from '../../domain/state.js';
import type { Colours } from './colours.js';
import type { CliIo } from './io.js';
import { createLiveList } from './live-list.js';
import { printable } from './printable.js';
import { workList } from './work-list.js';

export interface SessionView {
  /** A state was committed. */
  state(state: WorkflowState): void;
  /** What on GitHub would be a comment. */
  comment(text: string, state: WorkflowState): void;
  print(text: string): void;
  /** Everything up to here was told in an earlier session. */
  skip(state: WorkflowState): void;
  /** Nothing goes on for now: what is on the screen stays there. */
  rest(): void;
}

/** Shows nothing, for programs that read one document at the end. */
export function silentView(): SessionView {
  const nothing = () => undefined;
  return { state: nothing, comment: nothing, print: nothing, skip: nothing, rest: nothing };
}

/** Shows the work on standard output: with a list at the bottom in a terminal, else one line for each change. */
export function createView(io: CliIo, colours: Colours, now: () => string): SessionView {
  const list = io.screen === undefined ? null : createLiveList((text) => io.stdout(text), io.screen);
  const print = (text: string) => (list === null ? io.stdout(text) : list.print(text));
  const told = new Map<string, Told>();
  const tell = (state: WorkflowState) => {
    const earlier = told.get(state.workflow_id) ?? { moments: 0, assignments: 0 };
    const lines = newsOf(state, earlier, list === null);
    if (lines.length > 0) print(lines.map((line) => `${timelineLine(line, colours)}\n`).join(''));
    told.set(state.workflow_id, seen(state));
  };
  return {
    print,
    state(state) {
      tell(state);
      list?.show((screen) => ['', ...workList(state, now(), { ...screen, rows: screen.rows - 1, colours })]);
    },
    comment(text, state) {
      tell(state);
      print(`\n${plainText(text, colours)}\n\n`);
    },
    skip: (state) => void told.set(state.workflow_id, seen(state)),
    rest: () => list?.leave(),
  };
}

interface Told {
  readonly moments: number;
  readonly assignments: number;
}

interface Moment {
  readonly at: string;
  readonly actor: string;
  readonly what: string;
}

function seen(state: WorkflowState): Told {
  return { moments: state.timeline.length, assignments: state.assignments.length };
}

/** That a local branch has no pull request is no news to anybody. */
const NO_NEWS = 'open pull request failed: there are none on the local host';

/** What has happened since; where no list shows what is at work, its beginnings as well. */
function newsOf(state: WorkflowState, earlier: Told, withBeginnings: boolean): readonly Moment[] {
  const happened = state.timeline.slice(earlier.moments).filter(({ what }) => !what.startsWith(NO_NEWS));
  if (!withBeginnings) return happened;
  const begun = state.assignments.slice(earlier.assignments).map(beginning);
  return [...happened, ...begun].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function beginning({ agents, tasks, attempt, backend, dispatched_at }: Assignment): Moment {
  const [agent, ...following] = agents;
  const work = [...tasks, ...following].join(', ');
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  const what = tasks.length > 0 ? `begins ${work}` : `begins${work === '' ? '' : `, then ${work}`}`;
  return { at: dispatched_at, actor: agent, what: `${what} (${backend}${again})` };
}

function timelineLine({ at, actor, what }: Moment, colours: Colours): string {
  const time = at.slice(11, 19);
  return `${colours.dim(time)}  ${printable(actor).padEnd(18)} ${printable(what).replace(/\s+/g, ' ')}`;
}

/** What to type on GitHub stands at the end of such comments; at a terminal it is asked for, or said, by the session. */
const TYPED_ON_GITHUB = /\n(?:---\s+🚨|\*\*Type one of)[\s\S]*$/;

/** Comments are Markdown for GitHub: what only a browser shows, or only GitHub understands, is left out. */
function plainText(markdown: string, colours: Colours): string {
  return (
    printable(markdown)
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(TYPED_ON_GITHUB, '')
      // Folded away on GitHub, and in the files that the text names.
      .replace(/<details>(?:(?!<details>)[\s\S])*?<\/details>/g, '')
      .replace(/<\/?(?:details|summary|sub|sup|br)[^>]*>/g, '')
      .replace(/^\*\*No pull request\*\*: there are none on the local host.*\n/gm, '')
      .replace(/^#{1,6} (.*)$/gm, (line, words: string) => emphasised(colours, words, line))
      .replace(/\*\*([^*\n]+)\*\*/g, (line, words: string) => emphasised(colours, words, line))
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}

/** Bold where the terminal can show it; else the signs of Markdown say it. */
function emphasised({ bold }: Colours, words: string, markdown: string): string {
  const shown = bold(words);
  return shown === words ? markdown : shown;
}
