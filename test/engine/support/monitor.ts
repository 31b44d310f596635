import type { WorkflowEvent } from '../../../src/domain/events.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import type { Transition } from '../../../src/engine/transition.js';
import { type Gate, SHUT, watchGate } from './gate-monitor.js';
import { brokenRules, brokenSchema } from './invariants.js';

/** Watches one workflow from its first event on. */
export class Monitor {
  constructor(public gate: Gate = SHUT) {}

  /** Broken rules of a step, in words. */
  check(before: WorkflowState | null, event: WorkflowEvent, result: Transition): readonly string[] {
    const { gate, problems } = watchGate(this.gate, before, event, result);
    this.gate = gate;
    return [...problems, ...brokenRules(before, event, result)];
  }

  /** The same, and the schema of the new state. */
  checkAll(before: WorkflowState | null, event: WorkflowEvent, result: Transition): readonly string[] {
    const isNew = result.state !== null && result.state !== before;
    return [...this.check(before, event, result), ...(isNew ? brokenSchema(result.state) : [])];
  }
}
