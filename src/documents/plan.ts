import { readBlocks } from './blocks.js';
import { filesIn } from './files.js';

/** What a plan.md holds, as far as code can tell. */
export interface Plan {
  readonly title: string | null;
  readonly has_technical_context: boolean;
  readonly has_constitution_check: boolean;
  readonly has_project_structure: boolean;
  /** Files that the plan names, in order, each once. */
  readonly paths: readonly string[];
  /** Fields of the technical context that are still open, with their lines. */
  readonly unresolved: readonly { readonly field: string; readonly line: number }[];
}

const SECTIONS = {
  technical:
    /technical context|技術(?:的)?コンテキスト|技术(?:背景|上下文)|기술 (?:컨텍스트|맥락)|contexte technique|contexto t[eé]cnico|technischer kontext/i,
  constitution: /constitution|憲章|宪章|헌장|constituci[oó]n|constituição|verfassung/i,
  structure:
    /project structure|source code|プロジェクト構[成造]|项目结构|專案結構|프로젝트 구조|structure du projet|estructura del proyecto|estrutura do projeto|projektstruktur/i,
} as const;

/** Reads a Spec Kit plan.md: which of its sections are there, and which files it names. */
export function readPlan(markdown: string): Plan {
  const found = { technical: false, constitution: false, structure: false };
  const paths = new Set<string>();
  const unresolved: { field: string; line: number }[] = [];
  let title: string | null = null;
  for (const block of readBlocks(markdown)) {
    if (block.type === 'opaque') continue;
    if (block.type === 'heading') {
      if (title === null && block.depth === 1) title = block.text.replace(/[*`]/g, '').trim();
      for (const name of ['technical', 'constitution', 'structure'] as const) {
        found[name] ||= SECTIONS[name].test(block.text);
      }
      continue;
    }
    const lines = block.type === 'row' ? [block.text] : block.lines;
    lines.forEach((line, i) => {
      // Drawn trees name files after lines and branches.
      for (const file of filesIn(line.replace(/[│├└─┬┤|]+/g, ' '))) paths.add(file);
      if (/NEEDS CLARIFICATION/i.test(line)) {
        unresolved.push({
          field: /^[*_\s-]*([^:*：]{1,60})/.exec(line)?.[1]?.trim() ?? '',
          line: block.line + i + (block.type === 'code' ? 1 : 0),
        });
      }
    });
  }
  return {
    title,
    has_technical_context: found.technical,
    has_constitution_check: found.constitution,
    has_project_structure: found.structure,
    paths: [...paths],
    unresolved,
  };
}
