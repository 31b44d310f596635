/** What a template or a hurried author has left to be filled in. */
import type { Feature } from './feature.js';
import { type DocumentName, type Finding, findingAt, quote } from './finding.js';

/** Names in brackets that Spec Kit's templates use and nobody writes on purpose. */
const TEMPLATE_NAMES =
  /\[(?:FEATURE(?: NAME)?|PROJECT NAME|DATE|###-feature(?:-name)?|Brief Title|Title|initial state|action|expected outcome|boundary condition|error scenario|Entity ?\d|Feature Name|link|your \w[^\]]*|insert \w[^\]]*|placeholder)\](?![([])/;
/** Beginnings of the templates' instructions in brackets. */
const TEMPLATE_TEXT =
  /\[(?:e\.g\.,|Describe |Explain |Add more |Extract from |Gates determined|REMOVE IF|Document the selected|specific capability|key interaction|data requirement|Measurable metric|Performance metric|User satisfaction metric|Business metric|What it represents|Assumption about|current need|specific problem|Brief description|How to verify)[^\]]*(?:\]|$)|\bACTION REQUIRED:/i;
const UNFINISHED =
  /(?<![\w-])(?:TBD|TBA|TKTK|FIXME)(?![\w-])|\?\?\?|<placeholder>|\blorem ipsum\b|\$ARGUMENTS\b|\[(?:TODO|TBD)\b[^\]]*\]/i;
/** A bare TODO counts where it stands for content; in the middle of a sentence it may be what the feature is about. */
const TODO = /(?:^|[:：|]|[-–—]\s)\s*[*_]*TODO[*_]*(?=\s*(?:$|[:：|(.–—-]|[a-z]))/;
/** The template's place for the request. */
const TEMPLATE_INPUT = /description:\s*"\$ARGUMENTS"/i;
const CLARIFY = /\[NEEDS CLARIFICATION/i;

/** Text that code finds to be unfinished, in each document. */
export function placeholders({ spec, plan, tasks }: Feature): readonly Finding[] {
  return [
    ...leftovers('spec.md', spec?.prose ?? []),
    ...leftovers('plan.md', plan?.prose ?? []),
    ...leftovers('tasks.md', tasks?.prose ?? []),
    ...(spec?.clarifications ?? []).filter(({ line }) => isSaid(spec?.lines[line - 1])).map(openQuestion),
    ...(plan?.prose ?? []).filter(({ text }) => PLAN_OPEN.test(withoutCode(text))).map(openInPlan),
  ];
}

const PLAN_OPEN = /(?:[:：|(]|\bor\b|^)\s*[*_[]*NEEDS CLARIFICATION/;

function leftovers(document: DocumentName, prose: readonly { text: string; line: number }[]): Finding[] {
  return prose.flatMap(({ text, line }) => {
    const plain = withoutCode(text);
    const forms = [TEMPLATE_NAMES, TEMPLATE_TEXT, UNFINISHED, TODO].map((form) => form.exec(plain));
    const found = [...forms, TEMPLATE_INPUT.exec(text)].find(Boolean);
    return found ? [placeholder(document, line, found[0])] : [];
  });
}

function placeholder(document: DocumentName, line: number, found: string): Finding {
  return findingAt(document, line, {
    severity: 'HIGH',
    type: 'Underspecification',
    message: `A placeholder is left: ${quote(found, 60)}`,
    recommendation: 'Put the real content in its place, or take it out.',
  });
}

function openQuestion({ question, line }: { question: string; line: number }): Finding {
  return findingAt('spec.md', line, {
    // Up to three may stay for people to settle at the gate; more are refused when the specification is written.
    severity: 'MEDIUM',
    type: 'Ambiguity',
    message: `An open point is left: ${quote(question === '' ? 'NEEDS CLARIFICATION' : question, 200)}`,
    recommendation: 'Settle it and record the answer under Clarifications.',
    target: 'clarify',
  });
}

function openInPlan({ text, line }: { text: string; line: number }): Finding {
  return findingAt('plan.md', line, {
    severity: 'HIGH',
    type: 'Underspecification',
    message: `The plan leaves something open: ${quote(text)}`,
    recommendation: 'Decide it, in research.md if it needs looking up, and write the decision here.',
  });
}

/** In backticks a mark is spoken of, not set. */
function isSaid(line: string | undefined): boolean {
  return line === undefined || CLARIFY.test(withoutCode(line)) || !CLARIFY.test(line);
}

function withoutCode(text: string): string {
  return text.replace(/(`+)[^`]*\1/g, ' ').replace(/"[^"]{0,120}"/g, ' ');
}
