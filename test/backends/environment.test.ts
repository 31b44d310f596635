import { describe, expect, it } from '@jest/globals';
import { agentEnvironment, commandEnvironment } from '../../src/backends/environment.js';

const TOOLS = {
  JAVA_HOME: '/opt/java/21',
  JAVA_HOME_17_X64: '/opt/java/17',
  GOROOT_1_24_X64: '/opt/go/1.24',
  GOPATH: '/home/runner/go',
  CARGO_HOME: '/home/runner/.cargo',
  pythonLocation: '/opt/python/3.13',
  DOTNET_ROOT: '/usr/share/dotnet',
  GEM_HOME: '/home/runner/.gem',
  PLAYWRIGHT_BROWSERS_PATH: '/opt/browsers',
};

/** What the job, or somebody's machine, has beside them. */
const OTHERS = {
  GITHUB_TOKEN: 'x',
  ANTHROPIC_API_KEY: 'x',
  ACTIONS_RUNTIME_TOKEN: 'x',
  NPM_TOKEN: 'x',
  CARGO_REGISTRY_TOKEN: 'x',
  GEM_HOST_API_KEY: 'x',
  NUGET_API_KEY: 'x',
  PIP_INDEX_URL: 'https://user:password@example.com/simple',
  GOPROXY: 'https://user:password@example.com',
  NODE_OPTIONS: '--require /tmp/evil.js',
  JAVA_TOOL_OPTIONS: '-javaagent:/tmp/evil.jar',
  JAVA_HOME_TOKEN: 'x',
};

describe('the environment of quality commands', () => {
  it('says where the tools are that the job has set up', () => {
    expect(commandEnvironment({ PATH: '/bin', ...TOOLS })).toMatchObject({ PATH: '/bin', ...TOOLS });
  });

  it('holds no credential, and nothing that loads code', () => {
    const environment = commandEnvironment({ PATH: '/bin', ...OTHERS });
    expect(Object.keys(environment).filter((name) => Object.hasOwn(OTHERS, name))).toEqual([]);
  });

  it('names no variable that looks like one which holds a credential', () => {
    const all = new Proxy<NodeJS.ProcessEnv>({}, { get: () => 'x' });
    const suspicious = /TOKEN|SECRET|PASSWORD|CREDENTIAL|_KEY$|AUTH|(?:INDEX|REGISTRY)_URL/i;
    expect(Object.keys(commandEnvironment(all)).filter((name) => suspicious.test(name))).toEqual([]);
  });
});

describe('the environment of an agent', () => {
  it('refuses variables of the job', () => {
    expect(() => agentEnvironment({}, ['GITHUB_TOKEN'])).toThrow('never handed on');
  });
});
