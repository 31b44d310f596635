/** A repository on a server, as its remote address names it. */
export interface RemoteRepository {
  /** `github.com`, or that of an Enterprise Server. */
  readonly host: string;
  /** `owner/name`. */
  readonly name: string;
}

const FORMS = [
  // https://github.com/owner/name.git, ssh://git@github.com:22/owner/name
  /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([\w.-]+(?::\d+)?)\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/,
  // git@github.com:owner/name.git
  /^(?:[\w.-]+@)?([\w.-]+):([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/,
];

/** Reads the address of a remote; null where it is no server's, such as a folder. */
export function remoteRepository(address: string): RemoteRepository | null {
  for (const form of FORMS) {
    const found = form.exec(address.trim());
    if (found === null) continue;
    const [, host = '', name = ''] = found;
    const isSsh = !address.startsWith('http');
    return {
      host: isSsh ? host.replace(/:\d+$/, '').replace(/^ssh\.github\.com$/, 'github.com') : host,
      name,
    };
  }
  return null;
}

/** A page of the repository, or null where its address is not known. */
export function pageOf(remote: RemoteRepository | null, path: string): string | null {
  return remote === null ? null : `https://${remote.host}/${remote.name}/${path}`;
}
