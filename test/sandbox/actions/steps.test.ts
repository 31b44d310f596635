// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow files hold GitHub's own expressions.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorld, onlyRun, type World, workflow } from './support/world.js';

let world: World;
beforeEach(() => {
  world = createWorld({ env: { FROM_RUNNER: 'runner' } });
});
afterEach(async () => {
  delete process.env.LEAK_OF_THE_SANDBOX;
  await world.close();
});

/** Runs one job with the given steps and returns the run. */
async function steps(text: string, top = '', job = '') {
  const indented = text.replaceAll(/^/gm, '      ');
  const head = `on: push\n${top}\njobs:\n  job:\n    runs-on: ubuntu-latest\n${job.replaceAll(/^/gm, '    ')}\n`;
  await world.push({ ...workflow(`${head}    steps:\n${indented}`), 'sub/a.txt': 'a', 'b.sh': 'exit 0' });
  return onlyRun(world);
}

function conclusions({ jobs }: Awaited<ReturnType<typeof steps>>) {
  return jobs.job?.steps?.slice(1, -1).map((step) => step.conclusion);
}

describe('run steps', () => {
  it('run scripts with bash and stop at the first failing command', async () => {
    const result = await steps(
      '- run: |\n    echo first\n    false\n    echo never-shown\n- run: echo not-reached',
    );
    expect(result.run.conclusion).toBe('failure');
    expect(result.log).toContain(' first\n');
    expect(result.log.match(/never-shown/g)).toHaveLength(1); // In the listing of the script only.
    expect(result.log).toContain('##[error]Process completed with exit code 1.');
    expect(conclusions(result)).toEqual(['failure', 'skipped']);
  });

  it('apply success() where an if names no status function', async () => {
    const result = await steps(
      [
        '- run: "false"',
        '- if: true',
        '  run: echo skipped',
        '- if: failure()',
        '  run: echo on-failure',
        '- if: ${{ always() }}',
        '  run: echo always',
        "- if: success() || github.event_name == 'push'",
        '  run: echo either',
        '- if: cancelled()',
        '  run: echo cancelled',
      ].join('\n'),
    );
    expect(conclusions(result)).toEqual(['failure', 'skipped', 'success', 'success', 'success', 'skipped']);
    expect(result.run.conclusion).toBe('failure');
  });

  it('keep outcome and conclusion apart with continue-on-error', async () => {
    const result = await steps(
      [
        '- id: risky',
        '  continue-on-error: true',
        '  run: exit 3',
        '- run: echo "outcome=${{ steps.risky.outcome }} conclusion=${{ steps.risky.conclusion }}"',
      ].join('\n'),
    );
    expect(result.log).toContain(' outcome=failure conclusion=success\n');
    expect(result.run.conclusion).toBe('success');
  });

  it('hand on environment, outputs, paths and summaries through the command files', async () => {
    const result = await steps(
      [
        '- id: one',
        '  run: |',
        '    echo "PLAIN=a=b" >> "$GITHUB_ENV"',
        '    printf \'MANY<<EOF\\nline 1\\nline 2\\nEOF\\n\' >> "$GITHUB_ENV"',
        '    echo "answer=42" >> "$GITHUB_OUTPUT"',
        "    mkdir -p tools; printf '#!/bin/sh\\necho from-tool\\n' > tools/mytool; chmod +x tools/mytool",
        '    echo "$PWD/tools" >> "$GITHUB_PATH"',
        '    echo "# Summary" >> "$GITHUB_STEP_SUMMARY"',
        '- run: |',
        '    echo "[$PLAIN][$MANY][${{ steps.one.outputs.answer }}][${{ env.PLAIN }}]"',
        '    mytool',
      ].join('\n'),
    );
    expect(result.log).toMatch(/ \[a=b\]\[line 1\n.* line 2\]\[42\]\[a=b\]\n/);
    expect(result.log).toContain(' from-tool\n');
    expect(result.log).toContain(' # Summary\n');
  });

  it('fail a step that writes a malformed command file', async () => {
    const result = await steps('- run: echo nonsense >> "$GITHUB_OUTPUT"');
    expect(conclusions(result)).toEqual(['failure']);
    expect(result.log).toContain(
      "Unable to process file command 'output' successfully. Invalid format 'nonsense'",
    );
  });

  it('merge env of workflow, job and step, and build the rest from nothing', async () => {
    process.env.LEAK_OF_THE_SANDBOX = 'leaked';
    const result = await steps(
      '- env: { C: step, WHO: "${{ github.actor }}" }\n  run: echo "[$A$B$C][$WHO][$LEAK_OF_THE_SANDBOX][$FROM_RUNNER][$CI$GITHUB_ACTIONS]"',
      'env: { A: workflow, B: workflow, C: workflow }',
      'env: { B: "${{ github.actor }}-job", C: job }',
    );
    expect(result.log).toContain(' [workflowada-jobstep][ada][][runner][truetrue]\n');
  });

  it('give GITHUB_ and RUNNER_ variables, a workspace, a home and the event', async () => {
    const result = await steps(
      [
        '- run: |',
        '    echo "$GITHUB_REPOSITORY $GITHUB_REF_NAME $GITHUB_JOB $GITHUB_RUN_NUMBER $GITHUB_API_URL"',
        '    test "$PWD" = "$GITHUB_WORKSPACE" && test -d "$RUNNER_TEMP" && test -d "$HOME" && test -z "$(ls -A "$HOME")"',
        '    grep -o \'"before"\' "$GITHUB_EVENT_PATH"',
        '    test -z "$GITHUB_TOKEN" && test -n "$RUNNER_OS"',
      ].join('\n'),
    );
    expect(result.log).toContain(' acme/app main job 1 http://sandbox.test\n');
    expect(result.run.conclusion).toBe('success');
  });

  it('obey defaults.run, working-directory and shell', async () => {
    const result = await steps(
      [
        '- run: mkdir -p here there',
        '  working-directory: .',
        '- run: basename "$PWD"',
        '- run: basename "$PWD"',
        '  working-directory: there',
        '- run: false | true',
        '  continue-on-error: true',
        '  id: pipe',
        '- run: console.log("node " + (1 + 1))',
        '  shell: node {0}',
        '- run: echo "pipefail ${{ steps.pipe.outcome }}"',
      ].join('\n'),
      'defaults: { run: { working-directory: here } }',
      'defaults: { run: { shell: bash } }',
    );
    expect(result.log).toContain(' here\n');
    expect(result.log).toContain(' there\n');
    expect(result.log).toContain(' node 2\n');
    expect(result.log).toContain(' pipefail failure\n');
  });

  it('hide secrets, tokens and masked values', async () => {
    world.secrets.PASSWORD = 'hunter2';
    const result = await steps(
      [
        '- env: { P: "${{ secrets.PASSWORD }}", T: "${{ secrets.GITHUB_TOKEN }}", G: "${{ github.token }}" }',
        '  run: |',
        '    echo "::add-mask::made-up"',
        '    echo "password $P token $T $G made-up"',
      ].join('\n'),
    );
    expect(result.log).toContain(' password *** token *** *** ***\n');
    expect(result.log).not.toContain('hunter2');
  });

  it('read workflow commands', async () => {
    const result = await steps(
      [
        '- id: x',
        '  run: |',
        '    echo "::error file=a.ts,line=3::broken%0Atwice"',
        '    echo "::warning::careful"; echo "::notice::see"; echo "::group::G"; echo "::endgroup::"; echo "::debug::quiet"',
        '    echo "::set-output name=a::b"',
        '    echo "::stop-commands::tok"; echo "::error::plain"; echo "::tok::"',
        '- run: echo "[${{ steps.x.outputs.a }}]"',
      ].join('\n'),
    );
    expect(result.log).toMatch(/ ##\[error\]a\.ts:3: broken\n.* twice\n/);
    expect(result.log).toContain(' ##[warning]careful\n');
    expect(result.log).toContain(' ##[group]G\n');
    expect(result.log).toContain(' ::error::plain\n');
    expect(result.log).not.toMatch(/Z quiet\n/);
    expect(result.log).toContain(' []\n');
  });

  it('end a step and what it started at its time limit', async () => {
    const result = await steps(
      [
        '- timeout-minutes: 0.005',
        '  run: |',
        '    sleep 300 &',
        '    echo $! > "$GITHUB_WORKSPACE/pid"',
        '    wait',
        '- if: always()',
        '  run: kill -0 $(cat pid) 2> /dev/null && echo child-alive || echo child-gone',
      ].join('\n'),
    );
    expect(conclusions(result)).toEqual(['failure', 'success']);
    expect(result.log).toContain('has timed out after 0.005 minutes');
    expect(result.run.conclusion).toBe('failure');
  });

  it('cancel a job at its time limit', async () => {
    const result = await steps(
      '- run: sleep 300\n- if: always()\n  run: echo still-here',
      '',
      'timeout-minutes: 0.005',
    );
    expect(result.jobs.job?.conclusion).toBe('cancelled');
    expect(result.run.conclusion).toBe('cancelled');
    expect(result.log).toContain(' still-here\n');
  });

  it('keep the quotes of a script that holds expressions', async () => {
    const result = await steps("- run: |\n    echo 'one' 'two ${{ github.actor }}' '{\"a\": {}}' \"it''s\"");
    expect(result.log).toContain(` one two ada {"a": {}} it''s\n`);
  });

  it('evaluate functions and typed values', async () => {
    const result = await steps(
      [
        "- run: echo \"${{ format('{0}-{1}', fromJSON('[1,2]')[1], contains(github.ref, 'main')) }}\"",
        '- run: echo "hash=${{ hashFiles(\'made/**\') }}."',
        '- run: mkdir made && echo x > made/file',
        "- run: echo \"hash=${{ hashFiles('made/**', '!made/none') }}.\"",
      ].join('\n'),
    );
    expect(result.log).toContain(' 2-true\n');
    expect(result.log).toContain(' hash=.\n');
    expect(result.log).toMatch(/ hash=[0-9a-f]{64}\.\n/);
  });
});
