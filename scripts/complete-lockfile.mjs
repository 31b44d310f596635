// Adds the packages of other platforms that `npm install` has left out of package-lock.json. It does so where the registry
// in use does not offer them, and `npm ci` then refuses the lockfile everywhere. Run it after `npm install`.
import { readFile, writeFile } from 'node:fs/promises';

const FILE = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const CPUS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const lock = JSON.parse(await readFile(FILE, 'utf8'));
const added = [];
for (const owner of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(owner.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined) continue;
    const version = /\d+\.\d+\.\d+\S*/.exec(range)?.[0];
    if (version === undefined) throw new Error(`expected a version for ${name}, found "${range}"`);
    lock.packages[key] = {
      version,
      ...platformOf(name),
      ...(owner.dev ? { dev: true } : {}),
      optional: true,
    };
    added.push(name);
  }
}
const [root, ...others] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([root, ...others.sort(([a], [b]) => a.localeCompare(b, 'en'))]);
await writeFile(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'Nothing was missing.' : `Added ${added.length}: ${added.join(', ')}`);

/** Without it, npm would try to install the package on every platform. */
function platformOf(name) {
  const words = name
    .split(/[/-]/)
    .map((word) => ({ armv7: 'arm', gnueabihf: 'gnu', musleabihf: 'musl', eabi: 'arm' })[word] ?? word);
  const os = SYSTEMS.filter((one) => words.includes(one));
  const cpu = CPUS.filter((one) => words.includes(one));
  if (os.length === 0 && cpu.length === 0) throw new Error(`expected the platform in the name ${name}`);
  const libc = words.includes('musl') ? ['musl'] : [];
  return {
    ...(cpu.length === 0 ? {} : { cpu }),
    ...(os.length === 0 ? {} : { os }),
    ...(libc.length === 0 ? {} : { libc }),
  };
}
