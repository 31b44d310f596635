/** The library: the pure parts of the orchestrator, for programs that bring their own host. */
export { parseAnswerWord, type Question } from './commands/answer-word.js';
export { type GivenAnswers, readAnswers } from './commands/answers.js';
export { type Classification, classify } from './commands/classify.js';
export { parseComment } from './commands/parse.js';
export type { RepositoryFacts } from './commands/repository-facts.js';
export type { Command, Parsed } from './commands/types.js';
export { type ConfigProblem, parseConfig } from './config/load.js';
export type { Config } from './config/schema.js';
export { parseTasks } from './documents/tasks.js';
export type { Diagnostic, Task } from './documents/types.js';
export type { AgentResponse, FeedbackContext, WorkflowContext } from './domain/contract.js';
export type { Diagnosis, Diagnostics, Issue } from './domain/diagnosis.js';
export type { Effect, EffectOutcome } from './domain/effects.js';
export type { WorkflowEvent } from './domain/events.js';
export type { WorkflowState } from './domain/state.js';
export { AGENTS, type AgentName, WORKFLOWS, type WorkflowType } from './domain/workflows.js';
export type { Refusal } from './engine/refusal.js';
export { type Transition, transition } from './engine/transition.js';
export type { Checkpoint } from './local/checkpoint.js';
export {
  createOrchestrator,
  type DryRunRequest,
  type ExecuteRequest,
  type Execution,
  type ExecutionOptions,
  type Orchestrator,
  type OrchestratorOptions,
  type Progress,
  type ResumeRequest,
} from './local/orchestrator.js';
export { RecoveryError } from './local/restore.js';
export type { AgentRules, AgentSelector, SelectedTask } from './local/selector.js';
export type { Clock, Dashboard, EffectRunner, StateStore } from './runtime/ports.js';
export { processEvent, type Runtime } from './runtime/process-event.js';
export { buildGraph } from './scheduling/graph.js';
export { toMermaid } from './scheduling/mermaid.js';
export type { DryRun } from './simulation/dry-run.js';
