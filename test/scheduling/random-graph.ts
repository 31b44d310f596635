import fc from 'fast-check';

export interface RandomTask {
  readonly id: string;
  readonly depends_on: string[];
  readonly explicit_depends_on: string[];
  readonly story: string | null;
  readonly weight: number;
}

/** Random task lists; with `cyclic` any task may depend on any other, and some dependencies on nothing that exists. */
export function randomGraph(cyclic: boolean, most = 40): fc.Arbitrary<RandomTask[]> {
  const task = fc.record({
    picks: fc.array(fc.nat(10_000), { maxLength: 3 }),
    stated: fc.boolean(),
    story: fc.constantFrom('US1', 'US2', null),
    weight: fc.integer({ min: 1, max: 9 }),
  });
  return fc.array(task, { maxLength: most }).map((list) =>
    list.map(({ picks, stated, story, weight }, i) => {
      const reach = cyclic ? list.length + 1 : i;
      const needs = reach === 0 ? [] : [...new Set(picks.map((pick) => `T${pick % reach}`))];
      return { id: `T${i}`, depends_on: needs, explicit_depends_on: stated ? needs : [], story, weight };
    }),
  );
}
