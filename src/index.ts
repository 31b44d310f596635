/** The library: the pure parts of the orchestrator, for programs that bring their own host. */
export { type Classification, classify } from './commands/classify.js';
export { parseComment } from './commands/parse.js';
export type { Command, Parsed } from './commands/types.js';
export { type ConfigProblem, parseConfig } from './config/load.js';
export type { Config } from './config/schema.js';
export { parseTasks } from './documents/tasks.js';
export type { Diagnostic, Task } from './documents/types.js';
export type { AgentResponse, FeedbackContext, WorkflowContext } from './domain/contract.js';
export type { Effect, EffectOutcome } from './domain/effects.js';
export type { WorkflowEvent } from './domain/events.js';
export type { WorkflowState } from './domain/state.js';
export { AGENTS, type AgentName, WORKFLOWS, type WorkflowType } from './domain/workflows.js';
export type { Refusal } from './engine/refusal.js';
export { type Transition, transition } from './engine/transition.js';
export type { Clock, Dashboard, EffectRunner, StateStore } from './runtime/ports.js';
export { processEvent, type Runtime } from './runtime/process-event.js';
export { buildGraph } from './scheduling/graph.js';
export { toMermaid } from './scheduling/mermaid.js';
