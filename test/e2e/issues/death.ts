/** How a process ends in the middle of what it does, as nothing in it can notice. */

/** `unsent`: the server never hears of the call. `unanswered`: it has acted, and nobody reads its answer. */
export interface Death {
  readonly call: number;
  readonly how: 'unsent' | 'unanswered';
}

/**
 * One call: what it does in the world, between two moments at which the process may die. What a dead process is told
 * instead is of no consequence, as it reaches the world no more; it had better stop soon.
 */
export type Call = <T>(act: () => Promise<T>, whenDead: () => Promise<T>) => Promise<T>;

interface Life {
  readonly call: Call;
  /** Resolves with what the work comes to, or with null at death; the world is at rest then. */
  readonly until: <T>(work: Promise<T>) => Promise<T | null>;
  readonly calls: () => number;
}

/** The life of a process, which ends at one of its calls, or never. */
export function mortal(death: Death | null): Life {
  let made = 0;
  let dead = false;
  let die = (): void => undefined;
  const died = new Promise<null>((resolve) => {
    die = () => {
      dead = true;
      resolve(null);
    };
  });
  /** What was on its way when the process died: the server acts on it all the same. */
  const sent = new Set<Promise<unknown>>();
  const call: Call = async (act, whenDead) => {
    if (dead) return whenDead();
    made += 1;
    const isLast = made === death?.call;
    if (isLast && death?.how === 'unsent') {
      die();
      return whenDead();
    }
    const acting = act();
    sent.add(acting);
    const result = await acting.finally(() => sent.delete(acting));
    if (isLast) die();
    return dead ? whenDead() : result;
  };
  const until = async <T>(work: Promise<T>): Promise<T | null> => {
    const result = await Promise.race([work, died]);
    await Promise.allSettled(sent);
    return result;
  };
  return { call, until, calls: () => made };
}
