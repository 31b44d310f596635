// What an attacker who rules the whole agent job hands over instead of the honest result. The summary of the honest answer
// names the attack; without one of ours nothing is touched.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const folder = process.env.RESULT;
const file = `${folder}/result.json`;
const result = JSON.parse(readFileSync(file, 'utf8'));
const [part] = result.parts;
const mode = part?.response.result.summary ?? '';
const dir = part?.response.result.dir ?? 'specs/x';
const save = () => writeFileSync(file, JSON.stringify(result));
const patch = (text) => {
  part.patch = '001-specify.patch';
  writeFileSync(`${folder}/${part.patch}`, text);
  save();
};
const adding = (path, { mode = '100644', content = 'evil' } = {}) =>
  `diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${content}\n`;
const honest = part?.patch ? readFileSync(`${folder}/${part.patch}`, 'utf8') : '';
const removing = (path, text) =>
  `diff --git a/${path} b/${path}\ndeleted file mode 100644\n--- a/${path}\n+++ /dev/null\n@@ -1,${text.length} +0,0 @@\n${text.map((line) => `-${line}\n`).join('')}`;

const PATHS = {
  'an Actions workflow': '.github/workflows/own.yml',
  'an Actions workflow in other letters': '.GitHub/Workflows/own.yml',
  'instructions for agents': 'CLAUDE.md',
  'tools for agents': 'docs/.mcp.json',
  "the product's state": '.specify/workflow-state/x.json',
  'a git hook': '.git/hooks/pre-commit',
  'a git folder in disguise': `${dir}/.G\u200bIT/config`,
  'a short name of Windows': 'GIT~1/config',
  'a path out of the repository': '../../outside',
  'code, by an agent that plans': 'src/own.js',
  "another feature's documents": 'specs/999-other/spec.md',
  'attributes of git': `${dir}/.gitattributes`,
  'who must approve': 'CODEOWNERS',
  'instructions for another program': '.roo/rules/all.md',
  'a bot that merges': '.mergify.yml',
  'letters that are one': '.gitconﬁg',
  'a name that Windows cannot write': `${dir}/aux.md`,
  'a name for the runner': `${dir}/a\\n::add-mask::a.md`,
};
const ACTIONS = {
  'a symbolic link': () => patch(adding(`${dir}/spec.md`, { mode: '120000', content: '/etc/passwd' })),
  'a submodule': () =>
    patch(adding(`${dir}/sub`, { mode: '160000', content: `Subproject commit ${'1'.repeat(40)}` })),
  'a strange mode': () => patch(adding(`${dir}/spec.md`, { mode: '104755' })),
  'the removal of the configuration': () =>
    patch(removing('.github/speckit.yml', readFileSync('.github/speckit.yml', 'utf8').trimEnd().split('\n'))),
  'a rename out of a protected folder': () =>
    patch(
      'diff --git a/.github/speckit.yml b/specs/x.yml\nsimilarity index 100%\nrename from .github/speckit.yml\nrename to specs/x.yml\n',
    ),
  'one good and one bad file': () => patch(`${honest}${adding('.github/workflows/own.yml')}`),
  'a patch that says another path': () =>
    patch(
      `diff --git a/${dir}/spec.md b/${dir}/spec.md\nnew file mode 100644\n--- /dev/null\n+++ b/.github/workflows/own.yml\n@@ -0,0 +1 @@\n+evil\n`,
    ),
  'a quoted path': () =>
    patch(
      adding('x')
        .replaceAll('b/x', '"b/.gith\\165b/workflows/x.yml"')
        .replaceAll('a/x', '"a/.gith\\165b/workflows/x.yml"'),
    ),
  'a private key': () =>
    patch(adding(`${dir}/spec.md`, { content: `-----BEGIN RSA PRIVATE KEY----- ${'MIIEow'.repeat(20)}` })),
  'a token of GitHub': () => patch(adding(`${dir}/spec.md`, { content: `ghp_${'a1B2'.repeat(9)}` })),
  'no patch at all': () => patch('hello\n'),
  'a result of another assignment': () => {
    result.assignment_id = 'somebody-else-1';
    save();
  },
  'a result on another commit': () => {
    result.base = '1'.repeat(40);
    save();
  },
  'a part that was not asked for': () => {
    result.parts = [{ ...part, agent: 'implement', response: { ...part.response, agent: 'implement' } }];
    save();
  },
  'one part too many': () => {
    result.parts.push({
      ...part,
      agent: 'implement',
      patch: null,
      response: { ...part.response, agent: 'implement' },
    });
    save();
  },
  'a patch by a path': () => {
    part.patch = '../../../etc/passwd';
    save();
  },
  'unknown members': () => writeFileSync(file, JSON.stringify({ ...result, approved: true })),
  'no JSON': () => writeFileSync(file, '{"format": 1, '),
  'a nest without end': () =>
    writeFileSync(
      file,
      JSON.stringify(result).replace(`"summary":"${mode}"`, `"x":${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    ),
  'an answer of 30 MB': () => {
    part.response.result.text = 'x'.repeat(30_000_000);
    save();
  },
  'an answer of 4 MB': () => {
    part.response.result = {
      summary: mode,
      list: Array.from({ length: 200_000 }, (_, at) => `entry number ${at}`),
    };
    part.patch = null;
    save();
  },
  '2,500 files': () => patch(Array.from({ length: 2_500 }, (_, at) => adding(`${dir}/${at}.md`)).join('')),
  'a file of 6 MB': () => patch(adding(`${dir}/spec.md`, { content: 'x'.repeat(6_000_000) })),
  'a content that explodes': () =>
    patch(
      `diff --git a/${dir}/b b/${dir}/b\nnew file mode 100644\nindex ${'0'.repeat(40)}..${'1'.repeat(40)}\nGIT binary patch\nliteral 9999999999\nzcmZ\n\n`,
    ),
  'a content that explodes, with a sign': () =>
    patch(
      `diff --git a/${dir}/b b/${dir}/b\nnew file mode 100644\nindex ${'0'.repeat(40)}..${'1'.repeat(40)}\nGIT binary patch\nliteral +9999999999\nzcmZ\n\n`,
    ),
  'many contents that explode': () =>
    patch(
      Array.from(
        { length: 100 },
        (_, at) =>
          `diff --git a/${dir}/${at} b/${dir}/${at}\nnew file mode 100644\nindex ${'0'.repeat(40)}..${'1'.repeat(40)}\nGIT binary patch\nliteral 4900000\nzcmZ\n\n`,
      ).join(''),
    ),
  'a nest of 1,000 levels': () => {
    part.response.result = { summary: mode, x: JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) };
    save();
  },
  'use beyond all numbers': () => {
    part.usage.tokens = Number.MAX_SAFE_INTEGER;
    part.usage.duration_ms = Number.MAX_SAFE_INTEGER;
    save();
  },
  'tasks that are ticked already': () =>
    patch(adding(`${dir}/tasks.md`, { content: '- [X] T001 Add numbers in src/sum.js' })),
  'a name that is no text': () => {
    patch('');
    writeFileSync(`${folder}/${part.patch}`, Buffer.from(adding(`${dir}/\u00ff`), 'latin1'));
  },
  '3,000 files and no result': () => {
    mkdirSync(`${folder}/more`);
    for (let at = 0; at < 3_000; at++) writeFileSync(`${folder}/more/${at}`, '');
    rmSync(file);
  },
};
if (PATHS[mode] !== undefined) patch(adding(PATHS[mode]));
else ACTIONS[mode]?.();
console.log(`tampered with: ${mode}`);
