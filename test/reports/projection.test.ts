import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { encodeProjection, projectState, readProjection, renderDashboard } from '../../src/reports/render.js';
import { aTask, checkpointState, implementingState, WORKFLOW_ID } from '../support/state-builder.js';
import { hostileState, hostileText } from './hostile.js';
import { LINKS } from './states.js';

describe('projection', () => {
  it('finds in a dashboard what the state held, whatever strings the state holds', () => {
    fc.assert(
      fc.property(hostileState, (state) => {
        expect(readProjection(renderDashboard(state, LINKS))).toEqual(projectState(state));
      }),
      { numRuns: 200 },
    );
  });

  it('can neither end its comment nor mention anybody', () => {
    fc.assert(
      fc.property(hostileState, (state) => {
        const json = encodeProjection(state).slice('<!-- speckit:state '.length, -' -->'.length);
        expect(json).not.toMatch(/--|[<>@&\n]|[^\x20-\x7e]/);
      }),
      { numRuns: 200 },
    );
  });

  it('names the workflow, its revision and where it stands', () => {
    expect(readProjection(encodeProjection(implementingState()))).toMatchObject({
      workflow_id: WORKFLOW_ID,
      revision: 15,
      status: 'running',
      workflow_type: 'standard',
      feature_id: '003-payment-processing',
      pull_request: 7,
      current_agent: 'implement',
      tasks: { done: ['T001'], running: ['T002', 'T003'], pending: ['T004'] },
    });
  });

  it('gives up the ids of tasks, not their number, when they take too much room', () => {
    const tasks = Array.from({ length: 5_000 }, (_, index) => aTask({ id: `T${index}-${'x'.repeat(20)}` }));
    const projection = readProjection(encodeProjection(checkpointState({ tasks })));
    expect(projection?.tasks).toBeNull();
    expect(projection?.task_counts.pending).toBe(5_000);
  });

  it('leaves out a name that is too long to be true', () => {
    const branch = { name: 'x'.repeat(70_000), base: 'main', base_sha: 'b'.repeat(40), head: 'c'.repeat(40) };
    const projection = readProjection(
      encodeProjection(checkpointState({ branch, feature_id: 'y'.repeat(70_000) })),
    );
    expect(projection).toMatchObject({ branch: null, feature_id: null });
  });
});

describe('S1: reading a projection', () => {
  const whole = encodeProjection(checkpointState());

  it.each([
    ['nothing', ''],
    ['an ordinary comment', 'Looks good to me'],
    ['two projections', `${whole}\n${whole}`],
    ['a whole and a broken one', `${whole}\n<!-- speckit:state {`],
    ['broken JSON', '<!-- speckit:state {"workflow_id":} -->'],
    ['JSON of another form', '<!-- speckit:state {"workflow_id":"x"} -->'],
    ['a status that does not exist', whole.replace('awaiting_implementation_approval', 'approved')],
    ['a cut one', whole.slice(0, 200)],
  ])('gives null for %s', (_, body) => {
    expect(readProjection(body)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (before, inside) => {
        const body = `${before}<!-- speckit:state {${inside}} -->`;
        expect(readProjection(body)).toBeNull();
      }),
    );
  });
});
