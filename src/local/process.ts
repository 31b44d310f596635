/** Names this process as the holder of effects and of a workflow; another one can tell whether it still lives. */
export const RUNNER = `local/${process.pid}/${process.hrtime.bigint()}`;

/** True while the process that held an effect may still be at it. */
export function holderIsAlive(runner: string): boolean {
  if (runner === RUNNER) return true;
  const pid = Number(/^local\/(\d+)\//.exec(runner)?.[1] ?? 0);
  return pid > 0 && pid !== process.pid && isAlive(pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { readonly code?: string }).code === 'EPERM';
  }
}
