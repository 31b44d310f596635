import { constants, type FileHandle, open } from 'node:fs/promises';

/** Larger files than these are no text that people or agents write. */
const LARGEST = 20_000_000;

/**
 * Reads a file that an agent may have put there; null for what is no regular file of a bearable size. A pipe would keep us
 * waiting for ever, a device would never end, and a link could lead to what the agent itself cannot read.
 */
export async function readRegular(path: string, most = LARGEST): Promise<Buffer | null> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await file.stat();
    return stat.isFile() && stat.size <= most ? await file.readFile() : null;
  } catch {
    return null;
  } finally {
    await file?.close();
  }
}

/** As `readRegular`, as text. */
export async function readRegularText(path: string): Promise<string | null> {
  return (await readRegular(path))?.toString('utf8') ?? null;
}
