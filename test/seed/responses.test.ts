import { describe, expect, it } from '@jest/globals';
import { parseAnswerWord } from '../../src/commands/answer-word.js';
import type { Command } from '../../src/commands/types.js';
import { CORE_WORKFLOW_TYPES } from '../../src/domain/workflows.js';
import type { Simulation } from '../engine/support/simulation.js';
import { commandIn, comment, topics, wordFor } from './support/play.js';

/** Does at the checkpoint what a command says; the artifact to show, if any. */
function atCheckpoint(command: Command): { world: Simulation; shown: string | null } {
  const world = comment('/speckit standard: Notifications').settle().finish('specify').settle();
  expect(world.state.status).toBe('awaiting_implementation_approval');
  if (command.name === 'proceed') world.approve({ via: 'proceed_comment', pull_request: null });
  if (command.name === 'abort' || command.name === 'pause') world.command(command.name);
  const shown = command.name === 'show' ? world.state.artifacts_ready[command.args.artifact ?? ''] : null;
  return { world, shown: shown ?? null };
}

describe('the seed’s response words at the checkpoint', () => {
  it.each(['proceed', 'yes', 'y', 'confirm', 'Yes', 'PROCEED'])('%s begins implementation', (word) => {
    const { world } = atCheckpoint(wordFor(word, 'checkpoint'));
    expect(world.outFor('T001').agents).toEqual(['implement']);
  });

  it.each(['spec', 'plan', 'tasks'])('review %s displays the artifact', (artifact) => {
    const { world, shown } = atCheckpoint(wordFor(`review ${artifact}`, 'checkpoint'));
    expect(shown).toBe(`specs/003-payment-processing/${artifact}.md`);
    expect(world.state.status).toBe('awaiting_implementation_approval');
  });

  it.each(['abort', 'cancel', 'no'])('%s cancels and keeps the artifacts', (word) => {
    const { world } = atCheckpoint(wordFor(word, 'checkpoint'));
    expect(world.state.status).toBe('aborted');
    expect(Object.keys(world.state.artifacts_ready)).toEqual(['spec', 'plan', 'tasks']);
    expect(world.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic: 'summary' });
  });

  it.each(['pause', 'stop'])('%s saves the state, to be resumed', (word) => {
    const { world } = atCheckpoint(wordFor(word, 'checkpoint'));
    expect(world.state).toMatchObject({ status: 'paused', resume_from: 'implement' });
    world.command('resume');
    expect(world.state.status).toBe('awaiting_implementation_approval');
    expect(topics(world).at(-1)).toBe('checkpoint');
  });

  it.each(['/proceed', '/abort', '/pause'])('%s means the same', (text) => {
    const { world } = atCheckpoint(commandIn(text));
    expect(world.state.status).not.toBe('awaiting_implementation_approval');
  });

  it.each(['yes, but rename it', 'looks good', 'I say no', 'review everything'])(
    '"%s" is talk, no answer',
    (text) => {
      expect(parseAnswerWord(text, 'checkpoint')).toBeNull();
    },
  );
});

/** Answers the Workflow Analysis as the host does. */
function atSelection(command: Command): Simulation {
  const world = comment('/speckit Add user authentication with OAuth2').settle();
  expect(command.name).toBe('confirm');
  const { choice } = command.args;
  const named = CORE_WORKFLOW_TYPES.find((type) => type === choice) ?? null;
  const { recommended_workflow } = world.state.workflow_selection;
  world.send({
    type: 'workflow_chosen',
    workflow_type: choice === 'yes' ? recommended_workflow : named,
    by: 'carol',
  });
  return world;
}

describe('the seed’s response words to a recommended workflow', () => {
  it.each(['Y', 'y', 'yes', ''])('"%s" executes the recommended one', (word) => {
    const world = atSelection(wordFor(word, 'selection'));
    expect(world.state).toMatchObject({
      status: 'running',
      workflow_type: 'standard',
      workflow_selection: { recommended_workflow: 'standard', final_workflow: 'standard' },
    });
    expect(world.last.effects.map((effect) => effect.kind)).toEqual(['create_dashboard', 'claim_feature']);
  });

  it.each(['simple', 'standard', 'full'] as const)('%s executes that one', (word) => {
    const world = atSelection(wordFor(word, 'selection'));
    expect(world.state).toMatchObject({
      status: 'running',
      workflow_type: word,
      workflow_selection: { recommended_workflow: 'standard', final_workflow: word },
    });
  });

  it.each(['n', 'no', 'No'])('%s asks which one is preferred', (word) => {
    const world = atSelection(wordFor(word, 'selection'));
    expect(world.state).toMatchObject({
      status: 'awaiting_workflow_selection',
      workflow_selection: { final_workflow: null },
    });
    expect(world.last.effects).toMatchObject([{ kind: 'post_comment', topic: 'choose_workflow' }]);
    world.send({ type: 'workflow_chosen', workflow_type: 'standard', by: 'carol' });
    expect(world.state.status).toBe('running');
  });
});

describe('the seed’s resume', () => {
  it.each(['/speckit resume', '/resume', '/speckit resume 7d3c2f10-4a5b-4c6d-8e7f-001122334455'])(
    '%s goes on with what was paused',
    (text) => {
      expect(commandIn(text).name).toBe('resume');
      const world = comment('/speckit standard: Notifications').settle().command('pause').command('resume');
      expect(world.outFor('specify').attempt).toBe(2);
    },
  );
});
