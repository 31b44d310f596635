/** Walks the seed's tables through what the product makes public: comments are parsed, events go to `transition`. */
import { parseAnswerWord, type Question } from '../../../src/commands/answer-word.js';
import { parseComment } from '../../../src/commands/parse.js';
import type { Command } from '../../../src/commands/types.js';
import type { ErrorType } from '../../../src/domain/contract.js';
import { type AgentName, WORKFLOW_TYPES, type WorkflowType } from '../../../src/domain/workflows.js';
import { anError, task } from '../../engine/support/builders.js';
import { Simulation } from '../../engine/support/simulation.js';

/** The command that a comment holds. */
export function commandIn(comment: string): Command {
  const parsed = parseComment(comment);
  if (parsed.kind === 'command') return parsed.command;
  throw new Error(`expected a command in "${comment}", received ${JSON.stringify(parsed)}`);
}

/** What a bare word means where this question is open. */
export function wordFor(word: string, question: Question): Command {
  const command = parseAnswerWord(word, question);
  if (command === null) throw new Error(`expected "${word}" to answer the ${question}`);
  return command;
}

/** The workflow that a command starts; null where a person has to choose one. */
export function workflowOf({ name, workflow }: Command): WorkflowType | null {
  if (name === 'start' && workflow === 'auto') return null;
  const wanted = name === 'start' ? workflow : name;
  const type = WORKFLOW_TYPES.find((one) => one === wanted);
  if (type === undefined) throw new Error(`expected a command that starts a workflow, received ${name}`);
  return type;
}

/** A world in which this comment has just started its workflow. */
export function comment(text: string, tasks = [task('T001'), task('T002', ['T001'])]): Simulation {
  const command = commandIn(text);
  return new Simulation(tasks).request(
    workflowOf(command),
    {},
    {
      ...(command.request === undefined ? {} : { request: command.request }),
      target_file: command.args.file ?? null,
    },
  );
}

/** Goes on well until this agent's job is out. */
export function runTo(world: Simulation, agent: AgentName): Simulation {
  for (let round = 0; round < 60 && world.out[0]?.agents.includes(agent) !== true; round += 1) {
    world.settle();
    if (world.state.status === 'awaiting_implementation_approval') world.approve().settle();
    const [next] = world.out;
    if (next === undefined || next.agents.includes(agent)) continue;
    world.finish(next.tasks[0] ?? next.agents[0]);
  }
  return world;
}

/** Fails an agent until it is not tried again by itself; how often it was, after the first time. */
export function retriesOf(world: Simulation, agent: AgentName, type: ErrorType): number {
  for (let tries = 0; tries < 10; tries += 1) {
    world.finish(agent, { error: anError(type) });
    if (world.state.timers.length > 0) world.wait(3_600);
    runTo(world, agent);
    if (world.out[0]?.agents.includes(agent) !== true) return tries;
  }
  throw new Error(`expected ${agent} to give up, but it was tried 10 times`);
}

/** The topics of the comments that were posted so far. */
export function topics(world: Simulation): string[] {
  return world.effects.flatMap((effect) => (effect.kind === 'post_comment' ? effect.topic : []));
}
