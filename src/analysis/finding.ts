/** What a check of planning documents finds, in the seed's form, with the agent that can mend it. */
import type { IssueToFix } from '../domain/contract.js';
import type { AgentName } from '../domain/workflows.js';

type Target = Extract<AgentName, 'specify' | 'clarify' | 'plan' | 'checklist' | 'tasks'>;

export type Finding = IssueToFix & { readonly target: Target };

/** Spec Kit's categories of findings. */
type Category =
  | 'Duplication'
  | 'Ambiguity'
  | 'Underspecification'
  | 'Constitution'
  | 'Coverage Gap'
  | 'Inconsistency';

/** The documents that are compared. */
export type DocumentName = 'spec.md' | 'plan.md' | 'tasks.md';

const MENDED_BY: Readonly<Record<DocumentName, Target>> = {
  'spec.md': 'specify',
  'plan.md': 'plan',
  'tasks.md': 'tasks',
};

interface Details {
  readonly severity: Finding['severity'];
  readonly type: Category;
  readonly message: string;
  readonly recommendation: string;
  /** When another agent than the document's author must act. */
  readonly target?: Target;
}

/** A finding at a line (1-based) of a document. */
export function findingAt(document: DocumentName, line: number, details: Details): Finding {
  const { severity, type, message, recommendation, target = MENDED_BY[document] } = details;
  return { severity, type, message, location: `${document}:${Math.max(1, line)}`, recommendation, target };
}

/** Text of a document for a message: one line, short. */
export function quote(text: string, length = 80): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}
