/** Ten small repositories of different kinds, as `init` meets them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Kind {
  readonly files: Readonly<Record<string, string>>;
  readonly branch: string;
  readonly remote: string | null;
  /** What `init` is to see. */
  readonly language: string | null;
  readonly test: string | null;
  readonly backend: string | null;
}

const NPM_PACKAGE = JSON.stringify({ name: 'shop', scripts: { test: 'node --test', lint: 'echo fine' } });

export const KINDS: Readonly<Record<string, Kind>> = {
  'an npm package': {
    files: { 'package.json': NPM_PACKAGE, 'src/index.js': 'export {};\n', 'test/a.test.js': '' },
    branch: 'main',
    remote: 'https://github.com/acme/shop.git',
    language: 'JavaScript',
    test: 'npm run --silent test',
    backend: null,
  },
  'a TypeScript monorepo with Claude Code': {
    files: {
      'package.json': JSON.stringify({
        private: true,
        workspaces: ['packages/*'],
        scripts: { test: 'jest' },
      }),
      'packages/a/package.json': '{"name":"a"}',
      'packages/a/src/a.ts': 'export const a = 1;\n',
      'CLAUDE.md': '# How we work\n',
    },
    branch: 'develop',
    remote: 'git@github.com:acme/mono.git',
    language: 'TypeScript',
    test: 'npm run --silent test',
    backend: 'claude-code',
  },
  'a Python package': {
    files: {
      'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
      'shop/__init__.py': '',
      'tests/test_shop.py': 'def test_it(): pass\n',
    },
    branch: 'master',
    remote: 'git@github.com:acme/py-shop.git',
    language: 'Python',
    test: 'python3 -m pytest',
    backend: null,
  },
  'a Go module': {
    files: {
      'go.mod': 'module example.com/shop\n',
      'main.go': 'package main\n',
      'main_test.go': 'package main\n',
    },
    branch: 'main',
    remote: 'ssh://git@github.com/acme/go-shop.git',
    language: 'Go',
    test: 'go test ./...',
    backend: null,
  },
  'a Rust crate with Codex': {
    files: {
      'Cargo.toml': '[package]\nname = "shop"\n',
      'src/lib.rs': '',
      '.codex/config.toml': 'model = "x"\n',
    },
    branch: 'trunk',
    remote: 'https://github.com/acme/crate',
    language: 'Rust',
    test: 'cargo test',
    backend: 'codex',
  },
  'a Java service on an Enterprise Server': {
    files: { 'pom.xml': '<project/>', mvnw: '#!/bin/sh\n', 'src/main/java/A.java': 'class A {}\n' },
    branch: 'main',
    remote: 'git@ghe.example.com:acme/service.git',
    language: 'Java',
    test: 'sh ./mvnw --batch-mode test',
    backend: null,
  },
  'a C program with a Makefile': {
    files: { Makefile: 'all:\n\tcc a.c\ntest: all\n\t./a.out\n', 'a.c': 'int main() {}\n', 'a.h': '' },
    branch: 'main',
    remote: null,
    language: 'C',
    test: 'make test',
    backend: null,
  },
  'a Ruby gem': {
    files: { Gemfile: '', '.rspec': '', 'lib/shop.rb': '', 'spec/shop_spec.rb': '' },
    branch: 'main',
    remote: 'https://github.com/acme/gem.git',
    language: 'Ruby',
    test: 'bundle exec rspec',
    backend: null,
  },
  'documents only': {
    files: { 'README.md': '# Notes\n', 'docs/a.md': '' },
    branch: 'main',
    remote: 'https://github.com/acme/notes.git',
    language: null,
    test: null,
    backend: null,
  },
  'a repository with Spec Kit, forms and workflows': {
    files: {
      'package.json': NPM_PACKAGE,
      'src/index.ts': '',
      '.specify/init-options.json': '{"ai":"gemini"}',
      '.specify/memory/constitution.md': '# Constitution\n',
      '.specify/templates/spec-template.md': '# Spec\n',
      '.github/ISSUE_TEMPLATE/bug.yml': 'name: Bug\ndescription: A bug\nbody: []\n',
      '.github/workflows/ci.yml': 'name: CI\non: push\njobs: {}\n',
    },
    branch: 'main',
    remote: 'https://github.com/acme/kit.git',
    language: 'TypeScript',
    test: 'npm run --silent test',
    backend: 'gemini',
  },
};

/** Makes a repository of a kind in a folder of its own; `close` removes it. */
export function makeRepository({ files, branch, remote }: Pick<Kind, 'files' | 'branch' | 'remote'>): {
  readonly root: string;
  git(...args: readonly string[]): string;
  write(path: string, text: string): void;
  close(): void;
} {
  const root = mkdtempSync(join(tmpdir(), 'speckit-init-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  git('init', '--quiet', '--initial-branch', branch);
  for (const [path, text] of Object.entries(files)) write(path, text);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'First');
  if (remote !== null) {
    git('remote', 'add', 'origin', remote);
    git('update-ref', `refs/remotes/origin/${branch}`, 'HEAD');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', `refs/remotes/origin/${branch}`);
  }
  return { root, git, write, close: () => rmSync(root, { recursive: true, force: true }) };
}
