import fc from 'fast-check';

/** Fragments that a tasks.md may hold, put together at random: valid, deviating and broken. */
export const randomTasks = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: taskLine() },
      fc.constantFrom(
        '## Phase 1: Setup',
        '## Phase 2: Foundational',
        '## Phase 3: User Story 1 - a',
        '## Phase 4: US2',
        '# Polish',
        '## Dependencies',
        '### Tests',
      ),
      fc
        .tuple(id(), fc.constantFrom(' → ', ' depends on ', ' blocks ', '-', ' before ', ', '), id())
        .map(([a, word, b]) => `- ${a}${word}${b}`),
      fc.constantFrom(
        '',
        '',
        '```',
        '> ',
        '---',
        '**⟶ Wait for T001, then:**',
        'US1 depends on US2',
        '- US2 → US1',
      ),
      fc.string({ unit: 'grapheme' }),
    ),
    { maxLength: 40 },
  )
  .chain((lines) => fc.constantFrom('\n', '\r\n').map((ending) => lines.join(ending)));

function id(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.integer({ min: 1, max: 20 }).map((n) => `T${String(n).padStart(3, '0')}`),
    fc.constantFrom('T001b', 'T002.1', 'T003-1', 'US1', 'Phase 2'),
  );
}

function taskLine(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom('- ', '* ', '  - ', '### ', '1. ', ''),
      fc.constantFrom('[ ] ', '[x] ', '[X] ', '[-] ', '[~] ', '[✅] ', ''),
      id(),
      fc.constantFrom('', ' [P]', ' [US1]', ' [P] [US2]', ':', '**'),
      fc.constantFrom(' do', ' edit `src/a.ts`', ' edit src/b.ts', ' ~~no~~', ''),
      fc.option(id(), { nil: '' }),
    )
    .map(
      ([bullet, mark, name, tags, text, on]) =>
        `${bullet}${mark}${name}${tags}${text}${on ? ` (depends on ${on})` : ''}`,
    );
}
