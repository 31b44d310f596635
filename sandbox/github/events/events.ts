import type { ActionsPort, RepositoryEvent } from '../../contract.js';
import type { Hooks } from './hooks.js';

/** Tells everybody who listens what happened: webhook subscribers, and Actions. */
export class Events {
  readonly #hooks: Hooks;
  #actions: Pick<ActionsPort, 'notify'> | undefined;

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  /** Actions come to life after this half does, because they need its port. */
  connect(actions: Pick<ActionsPort, 'notify'>): void {
    this.#actions = actions;
  }

  emit(event: RepositoryEvent): void {
    this.#hooks.deliver(event);
    this.#actions?.notify(event);
  }
}
