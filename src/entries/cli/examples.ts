import type { Command } from 'commander';

/** Arguments as they are typed after `speckit`, and what they do. */
export type Example = readonly [typed: string, does: string];

const REQUEST = '"Payments with Stripe"';
const FEATURE = 'specs/003-payments';
const ID = '0b8f5a34';

/** Examples of each command, for its help and for the documentation; a test reads each as the program would. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  parse: [
    [`parse "/speckit full: Payments with Stripe"`, 'which command, workflow and request this is'],
    [`parse "/speckit standrd: Reports" --json`, 'why it is refused, and what is expected'],
    ['parse - < comment.txt', 'a comment of several lines'],
  ],
  classify: [
    [`classify ${REQUEST}`, 'four scores with reasons, and a recommended workflow'],
    [`classify ${REQUEST} --json`, 'for scripts'],
  ],
  graph: [
    [`graph ${FEATURE}`, 'groups that can run in parallel, and the critical path'],
    [`graph ${FEATURE}/tasks.md --mermaid`, 'a flowchart for a Markdown page'],
    [`graph ${FEATURE} --json`, 'tasks, dependencies and diagnostics for scripts'],
  ],
  doctor: [
    ['doctor', 'every check, and below it what to do'],
    ['doctor --repo ../shop --json', 'another repository, for scripts'],
  ],
  'dry-run': [
    [`dry-run ${FEATURE}`, 'how long it would take, and in which order'],
    [`dry-run ${FEATURE} --failure-rate 0.1 --seed 7`, 'with failures; the same seed gives the same run'],
    [`dry-run ${FEATURE} --max-parallel 2 --all`, 'two tasks at once, finished ones too'],
  ],
  run: [
    [`run "simple: Add a greeting" --backend claude-code`, 'specification, then your approval, then code'],
    [`run ${REQUEST}`, 'analyses the request, and asks which workflow it is to be'],
    ['run "implement 003-payments"', 'implements what is planned already'],
    [`run "standard: Reports" --json < /dev/null`, 'asks nothing: stops at the checkpoint'],
  ],
  approve: [
    [`approve ${ID}`, 'the beginning of an id is enough'],
    [`approve ${ID} --backend codex`, 'implemented by another program'],
  ],
  resume: [
    ['resume', 'the only workflow that has not ended'],
    [`resume ${ID}`, 'after a pause, a crash or a reboot'],
  ],
  confirm: [
    [`confirm ${ID}`, 'takes the recommended workflow'],
    [`confirm ${ID} standard`, 'takes another one'],
    [`confirm ${ID} reuse`, 'goes on with the feature of the same name'],
  ],
  answer: [
    [`answer ${ID} "1:B 2: once a day"`, 'a letter, or your own words'],
    [`answer ${ID} recommended`, 'what clarify recommends'],
  ],
  abort: [[`abort ${ID}`, 'ends it; its branch and artifacts stay']],
  pause: [[`pause ${ID}`, 'from another terminal: what is at work still lands']],
  status: [
    ['status', 'agents and tasks, and what to type'],
    [`status ${ID} --json`, 'the whole saved state'],
  ],
  review: [
    [`review ${ID} plan`, 'the plan as it is on the feature branch'],
    [`review ${ID} tasks > tasks.md`, 'into a file'],
  ],
  audit: [
    ['audit 0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77', 'who decided what, and whether the record is whole'],
  ],
  sandbox: [
    ['sandbox', 'prints an address to open in a browser, and a token for each user'],
    ['sandbox --port 8080 --data ./box', 'at a fixed port, with data that is kept'],
    ['sandbox --seed-repo . --backend claude-code', 'your own files, and a real agent'],
  ],
  init: [
    ['init', 'look, propose, ask, write; later: upgrade what nobody has changed'],
    ['init --dry-run', 'only show what would be written'],
    ['init --yes --backend codex', 'for scripts'],
  ],
  completion: [
    ['completion bash > ~/.local/share/bash-completion/completions/speckit', 'for every new bash'],
    ['completion zsh > ~/.zfunc/_speckit', 'for zsh, with ~/.zfunc in its fpath'],
    ['completion fish > ~/.config/fish/completions/speckit.fish', 'for fish'],
  ],
};

/** Puts the examples of each command below its help. */
export function addExamples(program: Command): void {
  for (const command of program.commands) {
    const examples = EXAMPLES[command.name()] ?? [];
    if (examples.length > 0) command.addHelpText('after', helpText(examples));
  }
}

function helpText(examples: readonly Example[]): string {
  const width = Math.max(...examples.map(([typed]) => typed.length));
  const lines = examples.map(([typed, does]) =>
    // A long line is easier to read with its meaning below it.
    width > 50 ? `  $ speckit ${typed}\n      ${does}` : `  $ speckit ${typed.padEnd(width)}   ${does}`,
  );
  return `\nExamples:\n${lines.join('\n')}`;
}
