/** What the checks before a workflow find, as the local host and GitHub tell it alike. */
import type { PreflightCheck } from './state.js';

/** One check, with what a person can do about it kept apart, so that reports can show it by itself. */
export interface Diagnosis extends PreflightCheck {
  /** Null where nothing has to be done. With PASS it is worth a look, for something that cannot be seen from here. */
  readonly remedy: string | null;
}

/** The executor seed's self-diagnostics. */
export interface Diagnostics {
  /** False when an issue of severity `error` stands in the way. */
  readonly healthy: boolean;
  readonly issues: readonly Issue[];
  /** What to do, in the order in which it helps. */
  readonly recommendations: readonly string[];
  /** Everything that was looked at, the worst first. */
  readonly checks: readonly Diagnosis[];
}

export interface Issue {
  readonly severity: 'error' | 'warning';
  readonly check: string;
  readonly message: string;
}

const ORDER: readonly PreflightCheck['level'][] = ['ERROR', 'WARN', 'PASS'];

/** Sums up checks: what stands in the way comes first, as that is what has to be mended first. */
export function diagnosticsOf(found: readonly Diagnosis[]): Diagnostics {
  const checks = [...found].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  const issues = checks.flatMap(({ check, level, message }): Issue[] =>
    level === 'PASS' ? [] : [{ severity: level === 'ERROR' ? 'error' : 'warning', check, message }],
  );
  return {
    healthy: issues.every(({ severity }) => severity !== 'error'),
    issues,
    recommendations: [...new Set(checks.flatMap(({ remedy }) => remedy ?? []))],
    checks,
  };
}

/** The same check as a workflow keeps it: finding and remedy in one message. */
export function asPreflight({ check, level, message, remedy }: Diagnosis): PreflightCheck {
  if (level === 'PASS' || remedy === null) return { check, level, message };
  return { check, level, message: `${message.replace(/[.]?$/, '.')} ${remedy}` };
}

export function pass(check: string, message: string, remedy: string | null = null): Diagnosis {
  return { check, level: 'PASS', message, remedy };
}

export function warn(check: string, message: string, remedy: string | null): Diagnosis {
  return { check, level: 'WARN', message, remedy };
}

export function error(check: string, message: string, remedy: string | null): Diagnosis {
  return { check, level: 'ERROR', message, remedy };
}
