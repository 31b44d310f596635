import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlayRequest } from '../../../src/backends/index.js';
import type { Clarification } from '../../../src/domain/clarification.js';
import { anAssignment, done, FEATURE, sampleState, scriptedBackend } from '../support/builders.js';
import { land, openWorkspace, play, putFiles, type Workspace } from '../support/workspace.js';

const DIR = `specs/${FEATURE}`;
const SPEC = `# X

## User Scenarios & Testing

### User Story 1 - A (Priority: P1)

## Requirements

- **FR-001**: a
- **FR-002**: [NEEDS CLARIFICATION: how many?]

## Success Criteria

- **SC-001**: b
`;
const QUESTION = { question: 'How many?', options: ['One', 'Two'], recommended: 'B' };

let workspace: Workspace;
let base: string;
beforeAll(async () => {
  workspace = await openWorkspace();
  base = await workspace.commit({ [`${DIR}/spec.md`]: SPEC });
});
afterAll(() => workspace.close());

let count = 0;

async function run(
  agents: Parameters<typeof anAssignment>[1],
  clarification: Clarification | null,
  answer: (request: PlayRequest) => unknown,
) {
  const requests: PlayRequest[] = [];
  const assignment = anAssignment(base, agents, { id: `clarify-${count++}` });
  const state = sampleState({ clarification });
  const backend = scriptedBackend((request) => {
    requests.push(request);
    return answer(request);
  });
  const { parts, resultDir } = await play(workspace, state, assignment, { backendFor: () => backend });
  const patch = async (index: number) => {
    const name = parts[index]?.patch;
    return name ? readFile(join(resultDir, name), 'utf8') : '';
  };
  return { parts, requests, patch, assignment, state };
}

function asked(...answers: readonly (string | null)[]): Clarification {
  return {
    asked_at: '2026-01-12T09:00:00Z',
    questions: answers.map((answer, index) => ({
      number: index + 1,
      question: index === 0 ? 'How many?' : `Question ${index + 1}?`,
      options: [],
      recommended: null,
      answer,
      answered_by: answer === null ? null : 'wendy',
    })),
  };
}

describe('clarify', () => {
  it('is the last to be played where it asks people something', async () => {
    const { parts, requests, assignment, state } = await run(['clarify', 'plan'], null, ({ agent }) =>
      done(agent, { questions: [QUESTION] }),
    );
    expect(parts.map(({ agent }) => agent)).toEqual(['clarify']);
    expect(requests[0]?.prompt).toContain('You may ask at most 5 questions in result.questions.');
    expect(await land(workspace, state, assignment)).toMatchObject({
      kind: 'landed',
      responses: [{ agent: 'clarify', status: 'success' }],
    });
  });

  it('goes on where it asks nothing, or where nothing may be asked any more', async () => {
    const five = asked('1', '2', '3', '4', '5');
    for (const [clarification, questions] of [
      [null, []],
      [five, [QUESTION]],
    ] as const) {
      const { parts, requests } = await run(['clarify', 'plan'], clarification, async (request) => {
        const plan = '# Plan\n\n## Technical Context\n\nx\n\n## Constitution Check\n\npass\n';
        if (request.agent === 'plan') await putFiles(request.workingTree, { [`${DIR}/plan.md`]: plan });
        return done(request.agent, { questions });
      });
      expect(parts.map(({ response }) => response.status)).toEqual(['success', 'success']);
      expect(requests[0]?.prompt.includes('Ask nothing more')).toBe(clarification !== null);
    }
  });

  it('finds the answers in spec.md and in its prompt, fenced, with the order to work them in', async () => {
    let seen = '';
    const { requests, patch } = await run(['clarify'], asked('Two, as ever'), async (request) => {
      seen = await readFile(join(request.workingTree, DIR, 'spec.md'), 'utf8');
      return done('clarify', { questions: [] });
    });
    expect(seen).toContain(
      '## Clarifications\n\n### Session 2026-01-12\n\n- Q: How many? → A: Two, as ever\n\n## User',
    );
    expect(requests[0]?.prompt).toMatch(
      /Work every answer into the requirements[^\n]*\n<(untrusted-\w+)>\nQ: How many\?\nA: Two, as ever\n<\/\1>/,
    );
    expect(requests[0]?.prompt).toContain('You may ask at most 4 questions');
    expect(await patch(0)).toContain('+- Q: How many? → A: Two, as ever');
  });

  it('does not lose the answers when the agent writes the specification anew', async () => {
    const { patch } = await run(['clarify'], asked('Two'), async (request) => {
      await putFiles(request.workingTree, {
        [`${DIR}/spec.md`]: SPEC.replace('[NEEDS CLARIFICATION: how many?]', 'Two'),
      });
      return done('clarify');
    });
    expect(await patch(0)).toContain('+- Q: How many? → A: Two');
  });

  it('tells specify the answers too, and nobody else', async () => {
    const { requests } = await run(['specify'], asked('Two'), () => done('specify'));
    expect(requests[0]?.prompt).toContain('Q: How many?');
    expect(requests[0]?.prompt).not.toContain('You may ask');
    const plan = await run(['plan'], asked('Two'), () => done('plan'));
    expect(plan.requests[0]?.prompt).not.toContain('CLARIFICATION:');
  });

  it('is refused at landing when something was played after its questions', async () => {
    const { assignment, state, parts } = await run(['clarify'], null, () =>
      done('clarify', { questions: [QUESTION] }),
    );
    const two = { ...assignment, agents: ['clarify', 'plan'] as typeof assignment.agents };
    const { openResultFolder } = await import('../../../src/jobs/play/result-folder.js');
    const folder = await openResultFolder(join(workspace.root, `result-${assignment.id}`), state, two);
    const [first] = parts;
    if (first === undefined) throw new Error('expected a part');
    await folder.add(first, Buffer.alloc(0), '');
    const plan = { ...first.response, agent: 'plan' as const, result: {} };
    await folder.add({ ...first, agent: 'plan', response: plan }, Buffer.alloc(0), '');
    expect(await land(workspace, state, two)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('nothing after the questions of clarify'),
    });
  });
});
