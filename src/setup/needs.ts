/** What `init` cannot do itself, each with the exact place. */
import { CONFIG_FILE } from '../config/load.js';
import type { BackendHint } from './backend-hint.js';
import { type Choices, neededSecrets } from './choices.js';
import type { Language } from './languages.js';
import { pageOf, type RemoteRepository } from './remote.js';
import { WORKFLOW_FILE } from './workflow-text.js';

/** What was seen of a repository. */
export interface RepositoryFacts {
  readonly root: string;
  readonly defaultBranch: { readonly name: string; readonly isCertain: boolean };
  readonly remote: RemoteRepository | null;
  readonly languages: readonly Language[];
  readonly commands: {
    readonly test: string | null;
    readonly lint: string | null;
    readonly e2e: string | null;
  };
  readonly specKit: { readonly templates: boolean; readonly constitution: boolean };
  readonly backendHint: BackendHint | null;
}

/** One thing that a person has to do. */
export interface Need {
  readonly what: string;
  /** A page, or a file. */
  readonly where: string;
  /** A command line that does it, where there is one. */
  readonly command: string | null;
}

/** In the order in which they are done; the last one is the first use. */
export function needsOf(
  facts: RepositoryFacts,
  choices: Choices,
  changed: readonly string[],
): readonly Need[] {
  return [
    ...backend(choices),
    ...secrets(facts, choices),
    {
      what: 'Let Actions open pull requests: under "Workflow permissions", tick "Allow GitHub Actions to create and approve pull requests" (an organisation may have switched it off for all)',
      where:
        pageOf(facts.remote, 'settings/actions') ?? 'the repository on GitHub: Settings > Actions > General',
      command: null,
    },
    ...tests(facts, choices),
    ...enterpriseServer(facts),
    ...commit(facts, changed),
    {
      what: 'Comment on an issue: `/speckit` and what to build, as `/speckit Payment processing with Stripe`',
      where: pageOf(facts.remote, 'issues/new/choose') ?? 'any issue of the repository',
      command: null,
    },
  ];
}

function backend({ backend, run }: Choices): Need[] {
  if (backend === null) {
    return [
      {
        what: 'Say which program plays the agents: codex, gemini, copilot, opencode, command or recorded (to try it out). Without a word it is claude-code, which needs the secret ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN',
        where: `backends.default in ${CONFIG_FILE}`,
        command: 'speckit init --backend claude-code',
      },
    ];
  }
  if (backend !== 'command') return [];
  const what =
    run === null
      ? 'Name the program that plays the agents, and the variables that it may see'
      : 'If the program needs a secret: name its variable';
  return [
    {
      what,
      where: `backends.command.${run === null ? 'run' : 'env'} in ${CONFIG_FILE}, and \`env\` of the job \`agent\` in ${WORKFLOW_FILE}`,
      command: null,
    },
  ];
}

function secrets({ remote }: RepositoryFacts, choices: Choices): Need[] {
  const where =
    pageOf(remote, 'settings/secrets/actions/new') ??
    'the repository on GitHub: Settings > Secrets and variables > Actions > New repository secret';
  return neededSecrets(choices).map(({ backend, names }) => ({
    what: `Set the secret ${names.join(' or ')}, with which ${backend} calls its model`,
    where,
    command: `gh secret set ${names[0]}${remote === null ? '' : ` --repo ${onHost(remote)}`}`,
  }));
}

function onHost({ host, name }: RemoteRepository): string {
  return host === 'github.com' ? name : `${host}/${name}`;
}

/** Without tests nobody but the reviewer notices what an agent breaks. */
function tests({ commands }: RepositoryFacts, { test }: Choices): Need[] {
  if (commands.test !== null || test !== null) return [];
  return [
    {
      what: 'Name the command that tests this repository: none was found, and without one the agents test and review cannot tell what works',
      where: `quality.test in ${CONFIG_FILE}`,
      command: 'speckit init --test "<command>"',
    },
  ];
}

/** The version 4 of the artifact actions that the workflow uses is github.com's alone. */
function enterpriseServer({ remote }: RepositoryFacts): Need[] {
  if (remote === null || remote.host === 'github.com' || remote.host.endsWith('.ghe.com')) return [];
  return [
    {
      what: `On an Enterprise Server (${remote.host}): let it use the actions of github.com (GitHub Connect), and write actions/upload-artifact@v3 and actions/download-artifact@v3, because later ones do not work there`,
      where: WORKFLOW_FILE,
      command: null,
    },
  ];
}

function commit({ defaultBranch, remote }: RepositoryFacts, changed: readonly string[]): Need[] {
  if (changed.length === 0) return [];
  const { name, isCertain } = defaultBranch;
  const doubt = isCertain ? '' : ' (if that is the default branch: there is no origin/HEAD to tell)';
  return [
    {
      what: `Bring these files to ${name}${doubt}: Actions reads comments, and shows issue forms, with the files of the default branch`,
      where: pageOf(remote, `tree/${name}/.github`) ?? `the branch ${name}`,
      command: `git add ${changed.join(' ')} && git commit -m "Install Speckit" && git push`,
    },
  ];
}
