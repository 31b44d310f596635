import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { REFUSALS } from '../rules/records.js';
import type { Person } from './commits.js';
import { git } from './exec.js';

/** Included by the repository's own config, so that one write brings an old repository up to date. */
const settingsFile = 'sandbox.config';
const settings = `[http]
	receivepack = true
[uploadpack]
	# GitHub serves any commit that it has: actions/checkout fetches by id.
	allowAnySHA1InWant = true
	allowFilter = true
[receive]
	# Pull request refs are GitHub's to write.
	hideRefs = refs/pull
	autogc = false
[gc]
	# No housekeeping in the background while another process writes.
	auto = 0
`;

/**
 * Refuses what rules of the repository forbid, and what a run's token may not push. Runs before any ref moves, while the
 * new objects are still in quarantine. The server says in the environment whose push it is, and which rules hold.
 */
const preReceive = `#!/bin/sh
zero=0000000000000000000000000000000000000000
rules_of() {
  printf '%s\\n' "$SANDBOX_RULES" | while read -r name rules; do
    [ "$name" = "$1" ] && printf ' %s ' "$rules"
  done
}
keep() {
  case "$rules" in *" $1 "*) ;; *) return ;; esac
  echo "error: GH013: Repository rule violations found for $ref." >&2
  echo "- $2" >&2
  exit 1
}
while read -r old new ref; do
  rules=$(rules_of "$ref")
  if [ "$old" = "$zero" ]; then
    keep creation "${REFUSALS.creation}"
  elif [ "$new" = "$zero" ]; then
    keep deletion "${REFUSALS.deletion}"
  else
    keep update "${REFUSALS.update}"
    git merge-base --is-ancestor "$old" "$new" || keep non_fast_forward "${REFUSALS.non_fast_forward}"
  fi
  [ "$new" = "$zero" ] && continue
  [ "$SANDBOX_WORKFLOWS" = refuse ] || continue
  for commit in $(git rev-list "$new" --not --all); do
    path=$(git diff-tree -c --root -r --no-commit-id --name-only "$commit" -- .github/workflows | head -n 1)
    [ -z "$path" ] && continue
    echo "refusing to allow a GitHub App to create or update workflow \\\`$path\\\` without \\\`workflows\\\` permission" >&2
    exit 1
  done
done
exit 0
`;

/** Creates a bare repository where there is none, and brings its settings and hook up to date where there is one. */
export async function prepareBare(bare: string, defaultBranch: string): Promise<void> {
  const hook = join(bare, 'hooks', 'pre-receive');
  await mkdir(join(bare, 'hooks'), { recursive: true });
  await git(bare, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`]);
  await writeFile(join(bare, settingsFile), settings);
  await git(bare, ['config', 'include.path', settingsFile]);
  await writeFile(hook, preReceive);
  await chmod(hook, 0o755);
}

/** Makes the files of a directory the first commit of a branch; without a directory, a README. */
export async function seed(
  bare: string,
  branch: string,
  source: string | undefined,
  name: string,
  person: Person,
): Promise<void> {
  if (source !== undefined && !existsSync(source)) {
    throw new Error(
      `seed repository: expected a directory at ${source}, found nothing. Give a directory with the files.`,
    );
  }
  const parent = await mkdtemp(join(tmpdir(), 'sandbox-seed-'));
  const tree = join(parent, 'tree');
  try {
    await mkdir(tree);
    if (source === undefined) {
      await writeFile(join(tree, 'README.md'), `# ${name}\n`);
    } else {
      await cp(source, tree, { recursive: true, filter: (path) => basename(path) !== '.git' });
    }
    const env = {
      GIT_DIR: bare,
      GIT_WORK_TREE: tree,
      GIT_INDEX_FILE: join(parent, 'index'),
      GIT_AUTHOR_NAME: person.name,
      GIT_AUTHOR_EMAIL: person.email,
      GIT_COMMITTER_NAME: person.name,
      GIT_COMMITTER_EMAIL: person.email,
    };
    await git(tree, ['add', '--all', '--force', '.'], { env });
    await git(tree, ['commit', '--quiet', '--allow-empty', '--message', 'Initial commit'], { env });
    await git(bare, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
