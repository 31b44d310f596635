/** An attack is a test with a row in the table that is printed at the end. */
import { appendFileSync } from 'node:fs';
import { it } from '@jest/globals';

export type Kind = 'gate' | 'text' | 'patches' | 'state' | 'tokens' | 'webhooks' | 'resources' | 'faults';

export interface Attack {
  readonly name: string;
  /** What the attacker does. */
  readonly tried: string;
  /** What is to come of it. */
  readonly expected: string;
  /** What shows that nothing has changed. */
  readonly proof: string;
}

/** Declares an attack. `play` carries it out and throws where it was not beaten off. */
export function attack(kind: Kind, told: Attack, play: () => Promise<void>, timeout?: number): void {
  it(
    told.name,
    async () => {
      try {
        await play();
        note(kind, told, true);
      } catch (error) {
        note(kind, told, false);
        throw error;
      }
    },
    timeout,
  );
}

function note(kind: Kind, told: Attack, held: boolean): void {
  const file = process.env.SPECKIT_ATTACKS_TABLE;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ kind, ...told, held })}\n`);
}
