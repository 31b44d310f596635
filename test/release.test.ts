import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { writableScopes } from './workflow-files/hardening.js';

const ROOT = join(import.meta.dirname, '..');
const FILE = '.github/workflows/release.yml';
const text = readFileSync(join(ROOT, FILE), 'utf8');

interface Job {
  readonly needs?: string | readonly string[];
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}
const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };

function stepsOf(job: string): string {
  return (jobs[job]?.steps ?? []).map(({ uses, run }) => uses ?? run).join('\n');
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

describe('a release', () => {
  it('is tagged only after everything was tested', () => {
    expect(jobs.release?.needs).toBe('test');
    const ci = parse(readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8')) as {
      readonly jobs: Readonly<Record<string, Job>>;
    };
    const checks = Object.values(ci.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    for (const check of checks) expect(stepsOf('test')).toContain(check);
  });

  it('runs scripts of dependencies in jobs that can write nothing', () => {
    for (const name of Object.keys(jobs).filter((job) => /npm (?:ci|install)/.test(stepsOf(job)))) {
      expect([name, writableScopes(text, name)]).toEqual([name, []]);
    }
  });

  it('has the provenance before it is uploaded, and moves the major tag last', () => {
    const steps = stepsOf('publish');
    const order = ['attest-build-provenance', 'gh release upload', 'refs/tags/$MAJOR'].map((what) =>
      steps.indexOf(what),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  it('begins with the major version that workflow files name', () => {
    const config = json('release-please-config.json') as {
      packages: Readonly<Record<string, { 'initial-version': string }>>;
    };
    const named = /speckit-orchestrator@v(\d+)/.exec(
      readFileSync(join(ROOT, '.github/workflows/speckit.yml'), 'utf8'),
    )?.[1];
    expect(config.packages['.']?.['initial-version']).toBe(`${named}.0.0`);
  });

  it('packs what users need and nothing else', async () => {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      maxBuffer: 16_000_000,
    });
    const [{ files, filename } = { files: [], filename: '' }] = JSON.parse(stdout) as {
      files: { path: string }[];
      filename: string;
    }[];
    const paths = files.map(({ path }) => path);
    // The name by which the workflow finds the file.
    expect(filename).toMatch(/^speckit-orchestrator-\d/);
    expect(paths).toEqual(expect.arrayContaining(['bin/speckit.js', 'action.yml', 'README.md', 'LICENSE']));
    const ours = /^(?:test|src|scripts|bench|\.ci)\/|^docs\/pictures\/|^build\/(?!src\/|sandbox\/)/;
    expect(paths.filter((path) => ours.test(path))).toEqual([]);
  });
});
