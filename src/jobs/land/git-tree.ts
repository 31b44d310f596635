import type { TreeFile, TreeReader } from '../../runtime/ports.js';
import { gitIn, splitNul } from './git.js';

/** Reads the files of one commit from a git checkout, without touching its working tree. */
export function gitTreeReader(checkout: string, commit: string): TreeReader {
  const git = gitIn(checkout);
  let listed: Promise<readonly TreeFile[]> | undefined;
  const list = async (): Promise<readonly TreeFile[]> => {
    const { stdout } = await git(['ls-tree', '-r', '-z', '--full-tree', commit]);
    return splitNul(stdout).map(parseEntry);
  };
  return {
    head: commit,
    list: () => {
      listed ??= list();
      return listed;
    },
    read: async (file) => {
      if (file.mode === '160000') throw new Error(`expected a file, received the submodule ${file.path}`);
      const { stdout } = await git(['cat-file', 'blob', file.id]);
      return stdout.toString('utf8');
    },
  };
}

/** `<mode> <type> <id>\t<path>` */
function parseEntry(entry: string): TreeFile {
  const tab = entry.indexOf('\t');
  const [mode = '', , id = ''] = entry.slice(0, tab).split(' ');
  return { path: entry.slice(tab + 1), mode, id };
}
