/** Plays a stand-in as a step, and says in the log that it is one. */
import { runProcess } from '../runner/process.js';
import { processEnv } from '../runner/state.js';
import type { StepCall } from '../runner/step.js';
import type { Conclusion } from '../runs/records.js';
import type { StandIn, StandInCall } from './stand-in.js';

/** Runs a stand-in in the place of the action that a step names. */
export async function playStandIn(
  call: StepCall,
  uses: string,
  standIn: StandIn,
  given: Readonly<Record<string, string>>,
): Promise<Conclusion> {
  const { state } = call;
  state.log.write(
    `[sandbox] Built-in stand-in for ${uses}: the same inputs and outputs, without the action's own code.`,
  );
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(standIn.inputs, name.toLowerCase()));
  if (unknown.length > 0) {
    state.log.write(`##[warning]The stand-in ignores the input(s) ${unknown.join(', ')}`);
  }
  const own = createCall(call, standIn, given);
  const { post } = standIn;
  if (post !== undefined) {
    state.posts.push({
      name: `Post Run ${uses}`,
      condition: 'always()',
      run: async (control) => {
        await post(createCall({ ...call, control }, standIn, given));
        return 'success';
      },
    });
  }
  call.control.kill.throwIfAborted();
  await standIn.run(own);
  return 'success';
}

function createCall(call: StepCall, standIn: StandIn, given: Readonly<Record<string, string>>): StandInCall {
  const { state, control } = call;
  const values = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const input = (name: string) => values.get(name) || (standIn.inputs[name] ?? '');
  const start = (command: string, args: readonly string[], cwd: string, onLine: (line: string) => void) =>
    runProcess({
      command,
      args,
      cwd,
      env: { ...processEnv(state, call.env, { action: call.actionId }), GIT_TERMINAL_PROMPT: '0' },
      onLine,
      ...control,
    });
  return {
    state,
    control,
    saved: call.saved,
    input,
    flag: (name) => input(name).toLowerCase() === 'true',
    log: (line) => state.log.write(line),
    setOutput: call.setOutput,
    exec: async (command, args, cwd) => {
      state.log.write(`[command]${command} ${args.join(' ')}`);
      const code = await start(command, args, cwd, (line) => state.log.write(line));
      if (code !== 0) {
        throw new Error(`The process '${command}' failed with exit code ${code}`);
      }
    },
    query: async (command, args, cwd) => {
      const lines: string[] = [];
      const code = await start(command, args, cwd, (line) => lines.push(line));
      return { code, output: lines.join('\n') };
    },
  };
}
