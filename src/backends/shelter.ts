/**
 * Starts programs where they see no other process, gain no rights, and cannot reach what would give them some. Agents run
 * as the same user as the action, so without this `/proc`, signals, `sudo` and Docker's socket lead to the job's tokens.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { commandFilesOf, isAgentJob } from './own-environment.js';
import { isProgram, SYSTEM_PATH } from './system-program.js';

interface Started {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * `namespace`: processes, mounts and rights of its own, made without rights. `sudo`: the same where only root may make them.
 * `no_new_privs`: the program sees other processes, but gains no rights by `sudo`. `none`: nothing of this is possible.
 */
type ShelterKind = 'namespace' | 'sudo' | 'no_new_privs' | 'none';

export interface Shelter {
  readonly kind: ShelterKind;
  wrap(program: Started): Started;
}

const NONE: Shelter = { kind: 'none', wrap: (program) => program };

const FEWER = '--no-new-privs --inh-caps=-all --bounding-set=-all';

/**
 * Hides paths, gives up all rights, and stays as the first process, so that with the program everything that it has started
 * ends. What cannot be hidden ends it before the program begins. `own` is the program's PATH: the shelter itself is built
 * with the system's programs, whatever an earlier agent has put before them.
 */
const enter = (drop: string) => `mount -t proc proc /proc || exit 126
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mount -t tmpfs -o size=4k,mode=0555 tmpfs "$1" || exit 126
  elif [ -e "$1" ]; then mount --bind /dev/null "$1" || exit 126
  fi
  shift
done
shift
exec setpriv ${drop} -- env PATH="$own" sh -c '"$@"; exit $?' sh "$@"`;

const IN_NAMESPACE = `own=$1; shift\n${enter(`${FEWER} --ambient-caps=-all`)}`;

const UNSHARE = ['--pid', '--mount', '--fork', '--kill-child'];

let found: Promise<Shelter> | undefined;

/** The best shelter that this machine offers, looked for once. Only the job that plays agents on Actions has one. */
export function findShelter(environment: NodeJS.ProcessEnv = process.env): Promise<Shelter> {
  if (!isAgentJob(environment) || environment.SPECKIT_ISOLATION === 'off') return Promise.resolve(NONE);
  found ??= firstThatWorks(sheltersFor(environment));
  makeHideable(environment);
  return found;
}

/** Only what is there can be hidden: a key that an agent puts into a new folder would let it in by ssh, beside its shelter. */
function makeHideable({ HOME }: NodeJS.ProcessEnv): void {
  if (HOME === undefined) return;
  try {
    mkdirSync(join(HOME, '.ssh'), { recursive: true, mode: 0o700 });
  } catch {
    // Then an agent cannot make it either.
  }
}

/** Every kind of shelter, the best first, whether or not it works here. */
export function sheltersFor(environment: NodeJS.ProcessEnv): readonly Shelter[] {
  const hidden = hiddenPaths(environment);
  return [
    {
      kind: 'namespace',
      wrap: ({ file, args, env }) => ({
        file: 'unshare',
        args: [
          '--user',
          '--map-current-user',
          '--keep-caps',
          ...UNSHARE,
          'sh',
          '-c',
          IN_NAMESPACE,
          'sh',
          env.PATH ?? SYSTEM_PATH,
          ...hidden,
          '--',
          file,
          ...args,
        ],
        env: { ...env, PATH: SYSTEM_PATH },
      }),
    },
    { kind: 'sudo', wrap: (program) => withSudo(program, hidden, environment) },
    {
      kind: 'no_new_privs',
      wrap: ({ file, args, env }) => ({
        file: 'setpriv',
        args: [
          '--no-new-privs',
          '--',
          'env',
          `PATH=${env.PATH ?? SYSTEM_PATH}`,
          'sh',
          '-c',
          '"$@"; exit $?',
          'sh',
          file,
          ...args,
        ],
        env: { ...env, PATH: SYSTEM_PATH },
      }),
    },
  ];
}

/** `sudo` drops most of the environment, and arguments are visible: it goes by a file that only we can read. */
function withSudo(program: Started, hidden: readonly string[], environment: NodeJS.ProcessEnv): Started {
  const file = join(environment.RUNNER_TEMP ?? '/tmp', `env-${randomUUID()}`);
  const lines = Object.entries(program.env)
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  const ids = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const drop = `${FEWER} --reuid=${ids[0]} --regid=${ids[1]} --clear-groups`;
  const script = `envfile=$1; shift; . "$envfile"; rm -f "$envfile"; own=$PATH; PATH=${SYSTEM_PATH}\n${enter(drop)}`;
  return {
    file: 'sudo',
    args: [
      '-n',
      'env',
      '-i',
      `PATH=${SYSTEM_PATH}`,
      'unshare',
      ...UNSHARE,
      'sh',
      '-c',
      script,
      'sh',
      file,
      ...hidden,
      '--',
      program.file,
      ...program.args,
    ],
    env: { PATH: SYSTEM_PATH },
  };
}

/** What leads to more rights or to other people's: sockets of container engines, stored credentials, the step's own files. */
function hiddenPaths(environment: NodeJS.ProcessEnv): readonly string[] {
  const { HOME, RUNNER_TEMP } = environment;
  const sockets = [
    'docker.sock',
    'podman/podman.sock',
    'containerd/containerd.sock',
    'crio/crio.sock',
    'libvirt/libvirt-sock',
    'lxd.socket',
    // The user's own service manager starts programs outside of every shelter.
    'user',
  ];
  const virtual = [
    '/var/lib/lxd/unix.socket',
    '/var/snap/lxd/common/lxd/unix.socket',
    '/var/lib/incus/unix.socket',
  ];
  const homes = ['.git-credentials', '.netrc', '.config/gh', '.config/git/credentials', '.docker', '.ssh'];
  // A runner of one's own keeps its registration beside its work folder.
  const runner = RUNNER_TEMP === undefined ? [] : ['.credentials', '.credentials_rsaparams'];
  return [
    ...sockets.map((name) => `/run/${name}`),
    ...virtual,
    ...(HOME === undefined ? [] : homes.map((name) => join(HOME, name))),
    ...runner.map((name) => join(dirname(dirname(RUNNER_TEMP ?? '/')), name)),
    ...(RUNNER_TEMP === undefined ? [] : [join(RUNNER_TEMP, 'speckit-result')]),
    ...commandFilesOf(environment),
  ];
}

async function firstThatWorks(shelters: readonly Shelter[]): Promise<Shelter> {
  for (const shelter of shelters) if (await works(shelter)) return shelter;
  return NONE;
}

/** A shelter is believed when a program inside sees what it should. */
export async function works(shelter: Shelter): Promise<boolean> {
  const alone = '[ "$(ls -d /proc/[0-9]* | wc -l)" -lt 10 ] && ';
  const question = `${shelter.kind === 'no_new_privs' ? '' : alone}grep -q "^NoNewPrivs:.*1" /proc/self/status && echo sheltered`;
  const { file, args, env } = shelter.wrap({
    file: 'sh',
    args: ['-c', question],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
  });
  return new Promise((resolve) => {
    execFile(file, [...args], { env: { ...env }, timeout: 10_000 }, (error, stdout) =>
      resolve(error === null && stdout.trim() === 'sheltered'),
    );
  });
}

/** Whether there is such a program: behind a shelter's own, a missing one would look like a failing one. */
export function exists(file: string, cwd: string, path: string | undefined): boolean {
  const candidates = file.includes('/')
    ? [join(file.startsWith('/') ? '' : cwd, file)]
    : (path ?? '').split(delimiter).map((folder) => join(folder, file));
  return candidates.some(isProgram);
}
