import type { PreflightCheck } from '../../domain/state.js';
import { secretsIn, type WorkflowFile } from './workflow-file.js';

/** Environment variables that a program which plays agents reads its key from. */
export interface NeededSecrets {
  readonly backend: string;
  /** One of these is enough to call the program. */
  readonly variables: readonly string[];
}

/** What is known of the agents' secrets. Their values are never looked at. */
export interface SecretFacts {
  readonly needed: readonly NeededSecrets[];
  /** Secrets that the workflow says are set; null where it says nothing. */
  readonly present: readonly string[] | null;
  readonly workflow: WorkflowFile | null;
  readonly workflow_path: string;
  /** The page on which secrets are set. */
  readonly settings_url: string;
}

type Finding = 'there' | 'absent' | 'unknown' | 'not passed on';

/** Whether the programs that play the agents get their keys. A program without any is an error: it could only fail. */
export function checkSecrets(facts: SecretFacts): PreflightCheck {
  const check = 'secrets';
  const needing = facts.needed.filter((one) => one.variables.length > 0);
  if (needing.length === 0) return { check, level: 'PASS', message: 'no agent needs a secret' };
  const judged = needing.map((one) => ({ ...one, findings: one.variables.map((name) => look(facts, name)) }));
  const without = judged.find(({ findings }) => !findings.includes('there') && !findings.includes('unknown'));
  if (without !== undefined) {
    return { check, level: 'ERROR', message: advice(facts, without.backend, without.variables) };
  }
  const unsure = judged.find(({ findings }) => !findings.includes('there'));
  if (unsure === undefined) return { check, level: 'PASS', message: 'the secrets of the agents are set' };
  const names = unsure.variables.join(' or ');
  return {
    check,
    level: 'WARN',
    message: `whether ${names} for \`${unsure.backend}\` is set cannot be seen from here. Look at ${facts.settings_url}.`,
  };
}

function look({ workflow, present }: SecretFacts, variable: string): Finding {
  if (workflow === null) return 'unknown';
  const expression = workflow.agent_environment[variable];
  if (expression === undefined) return 'not passed on';
  const secrets = secretsIn(expression);
  // A plain value, or a variable of the repository.
  if (secrets.length === 0) return expression.trim() === '' ? 'absent' : 'there';
  if (present === null) return 'unknown';
  if (secrets.some((name) => present.includes(name))) return 'there';
  return secrets.every((name) => workflow.told_secrets.includes(name)) ? 'absent' : 'unknown';
}

function advice(facts: SecretFacts, backend: string, variables: readonly string[]): string {
  const [unset] = variables.filter((name) => look(facts, name) === 'absent');
  if (unset !== undefined) {
    return `\`${backend}\` plays agents and needs ${variables.join(' or ')}, but the secret is not set. Set it at ${facts.settings_url}.`;
  }
  const [name = ''] = variables;
  return `\`${backend}\` plays agents and needs ${variables.join(' or ')}, but the job \`agent\` in ${facts.workflow_path} passes no such variable on. Add \`${name}: \${{ secrets.${name} }}\` to the \`env\` of its step, and set the secret at ${facts.settings_url}.`;
}
