import { type Diagnosis, error, pass, warn } from '../../domain/diagnosis.js';
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
export function checkSecrets(facts: SecretFacts): Diagnosis {
  const check = 'secrets';
  const needing = facts.needed.filter((one) => one.variables.length > 0);
  if (needing.length === 0) return pass(check, 'no agent needs a secret');
  const judged = needing.map((one) => ({ ...one, findings: one.variables.map((name) => look(facts, name)) }));
  const without = judged.find(({ findings }) => !findings.includes('there') && !findings.includes('unknown'));
  if (without !== undefined) return missing(check, facts, without.backend, without.variables);
  const unsure = judged.find(({ findings }) => !findings.includes('there'));
  if (unsure === undefined) return pass(check, 'the secrets of the agents are set');
  const names = unsure.variables.join(' or ');
  return warn(
    check,
    `whether ${names} for \`${unsure.backend}\` is set cannot be seen from here`,
    `Look at ${facts.settings_url}.`,
  );
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

function missing(
  check: string,
  facts: SecretFacts,
  backend: string,
  variables: readonly string[],
): Diagnosis {
  const needs = `\`${backend}\` plays agents and needs ${variables.join(' or ')}`;
  if (variables.some((name) => look(facts, name) === 'absent')) {
    return error(check, `${needs}, but the secret is not set`, `Set it at ${facts.settings_url}.`);
  }
  const [name = ''] = variables;
  return error(
    check,
    `${needs}, but the job \`agent\` in ${facts.workflow_path} passes no such variable on`,
    `Add \`${name}: \${{ secrets.${name} }}\` to the \`env\` of its step, and set the secret at ${facts.settings_url}.`,
  );
}
