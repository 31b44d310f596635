// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow files hold GitHub's own expressions.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRepository } from './support/repository.js';
import { createWorld, onlyRun, type World, workflow } from './support/world.js';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

async function push(steps: string, files: Readonly<Record<string, string>>) {
  const head = 'on: push\njobs:\n  job:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v5\n';
  await world.push({ ...workflow(head + steps.replaceAll(/^(?=.)/gm, '      ')), ...files });
  return onlyRun(world);
}

const NODE_ACTION = `
name: Tool
description: d
inputs:
  who-is: { description: d, default: nobody }
  some thing: { description: d, default: '\${{ github.repository }}' }
  token: { description: d, default: '\${{ github.token }}' }
outputs:
  said: { description: d }
runs: { using: node24, main: main.cjs, post: post.cjs, post-if: success() || failure() }
`;
const MAIN = `
const fs = require('node:fs');
const { env } = process;
console.log('who=' + env['INPUT_WHO-IS'] + ' thing=' + env.INPUT_SOME_THING + ' token=' + (env.INPUT_TOKEN ? 'set' : 'unset'));
fs.appendFileSync(env.GITHUB_OUTPUT, 'said=hello ' + env['INPUT_WHO-IS'] + '\\n');
fs.appendFileSync(env.GITHUB_STATE, 'kept=value\\n');
if (env['INPUT_WHO-IS'] === 'crash') process.exit(1);
`;
const TOOL = {
  'tool/action.yml': NODE_ACTION,
  'tool/main.cjs': MAIN,
  'tool/post.cjs':
    "console.log('post kept=' + process.env.STATE_kept + ' who=' + process.env['INPUT_WHO-IS']);",
};

describe('JavaScript actions', () => {
  it('get inputs with defaults, give outputs, and clean up last', async () => {
    const { log, run, jobs } = await push(
      '- id: t\n  uses: ./tool\n  with: { Who-Is: ada, surprise: 1 }\n- run: echo "said=${{ steps.t.outputs.said }}"\n',
      TOOL,
    );
    expect(log).toContain(' who=ada thing=acme/app token=set\n');
    expect(log).toContain(' said=hello ada\n');
    expect(log).toContain(
      "Unexpected input(s) 'surprise', valid inputs are ['who-is', 'some thing', 'token']",
    );
    expect(log.indexOf('post kept=value who=ada')).toBeGreaterThan(log.indexOf(' said=hello ada\n'));
    expect(run.conclusion).toBe('success');
    expect(jobs.job?.steps?.map((step) => step.name)).toEqual([
      'Set up job',
      'Run actions/checkout@v5',
      'Run ./tool',
      'Run echo "said=${{ steps.t.outputs.said }}"',
      'Post Run ./tool',
      'Post Run actions/checkout@v5',
      'Complete job',
    ]);
  });

  it('clean up after a failure of their own', async () => {
    const { log, run } = await push('- uses: ./tool\n  with: { who-is: crash }\n', TOOL);
    expect(log).toContain('post kept=value who=crash');
    expect(run.conclusion).toBe('failure');
  });

  it('come from a repository of the sandbox at a ref', async () => {
    const tools = createRepository(world.root, 'acme/tools');
    tools.commit(TOOL, 'refs/tags/v1');
    world.repository.git('fetch', '--quiet', tools.path, 'refs/tags/v1:refs/tags/v1');
    const { log } = await push('- uses: acme/tools/tool@v1\n  with: { who-is: remote }\n', {});
    expect(log).toContain(' who=remote ');
  });

  it('fail clearly when this sandbox does not have them', async () => {
    const { log, run } = await push('- uses: someone/unknown@v1\n', {});
    expect(log).toContain('##[error]Action someone/unknown@v1 is not available in this sandbox. It offers');
    expect(run.conclusion).toBe('failure');
  });

  it('fail clearly when the manifest is missing or of another kind', async () => {
    const docker = { 'boxed/action.yml': 'name: b\ndescription: d\nruns: { using: docker, image: alpine }' };
    const { log } = await push('- uses: ./nothing\n  continue-on-error: true\n- uses: ./boxed\n', docker);
    expect(log).toContain("Can't find 'action.yml' or 'action.yaml' for action './nothing'");
    expect(log).toContain("Action './boxed' uses 'docker'");
  });
});

describe('composite actions', () => {
  const COMPOSITE = {
    ...TOOL,
    'outer/action.yml': `
name: Outer
description: d
inputs: { word: { description: d, default: none }, fail: { description: d, default: 'false' } }
outputs: { result: { description: d, value: 'got \${{ steps.inner.outputs.said }}' } }
runs:
  using: composite
  steps:
    - run: echo "word=\${{ inputs.word }} env=$STEP_ENV path=$(basename "$GITHUB_ACTION_PATH")"
      shell: bash
    - run: test "\${{ inputs.fail }}" = false
      shell: bash
    - id: inner
      uses: ./tool
      with: { who-is: '\${{ inputs.word }}' }
    - if: failure()
      run: echo inner-failure
      shell: bash
`,
  };

  it('run their steps with their own contexts', async () => {
    const { log, run } = await push(
      '- id: o\n  uses: ./outer\n  env: { STEP_ENV: from-step }\n  with: { word: hi }\n- run: echo "${{ steps.o.outputs.result }}; ${{ steps.inner.outputs.said }}"\n',
      COMPOSITE,
    );
    expect(log).toContain(' word=hi env=from-step path=outer\n');
    expect(log).toContain(' got hello hi; \n');
    expect(log).toContain('post kept=value who=hi');
    expect(run.conclusion).toBe('success');
  });

  it('fail as a whole when one of their steps does', async () => {
    const { log, run, jobs } = await push(
      '- uses: ./outer\n  with: { fail: "true" }\n- run: echo after\n',
      COMPOSITE,
    );
    expect(log).toContain(' inner-failure\n');
    expect(log).not.toContain('who=');
    expect(run.conclusion).toBe('failure');
    expect(jobs.job?.steps?.find((step) => step.name === 'Run echo after')?.conclusion).toBe('skipped');
  });
});
