/** Documents of the built-in recording, in the form that Spec Kit's users know. */
import { type GenericFeature, layoutOf, REQUIREMENTS } from './generic-code.js';

/** Says of a specification that it is the built-in recording's. */
export const MADE_WITHOUT_MODEL = 'Made from the request without a model (backend `recorded`)';

/** The specification: the request, one story, numbered requirements. */
export function spec({ id, title, request }: GenericFeature): string {
  return `# Feature Specification: ${title}

**Feature Branch**: \`${id}\`
**Status**: Draft

> ${MADE_WITHOUT_MODEL}: it outlines the request and decides nothing about it.

## Request

${request
  .split('\n')
  .map((line) => `> ${line}`)
  .join('\n')}

## User Scenarios & Testing

### User Story 1 - See what was asked for (Priority: P1)

As a developer I want the request as an outline in the code base, so that what is still open can be seen and tested.

**Independent Test**: print the report of the module and compare it with this specification.

**Acceptance Scenarios**:

1. **Given** the outline, **When** it is shown, **Then** every requirement has a line of its own.
2. **Given** that nothing is covered, **When** the report is made, **Then** all requirements are counted as open.

### Edge Cases

- An id that no requirement has covers nothing.

## Requirements

### Functional Requirements

${REQUIREMENTS.map((requirement) => `- **${requirement.id}**: ${requirement.text}`).join('\n')}

## Success Criteria

- **SC-001**: The report names each of the ${REQUIREMENTS.length} requirements.
- **SC-002**: All tests of the module pass.

## Assumptions

- Nothing that exists is changed.
`;
}

/** The section that clarify adds to the specification, on a date such as 2026-08-01. */
export function clarifications(date: string): string {
  return `
## Clarifications

### Session ${date}

- Q: May existing files be changed? → A: No, only files are added.
- Q: May packages be added? → A: No.
`;
}

/** The plan of the module. */
export function plan(feature: GenericFeature): string {
  const at = layoutOf(feature);
  return `# Implementation Plan: ${feature.title}

**Branch**: \`${feature.id}\` | **Spec**: [spec.md](./spec.md)

## Summary

A module without dependencies holds the outline of the request, shows it as text and counts what is open.

## Technical Context

**Language**: JavaScript (ES modules) | **Dependencies**: none | **Testing**: node:test

## Constitution Check

Nothing that exists is changed, nothing is installed: pass.

## Project Structure

\`\`\`text
${Object.values(at).join('\n')}
\`\`\`
`;
}

/** What was decided without looking anything up. */
export function research(): string {
  return `# Research

## Where the outline lives

- **Decision**: a module of plain data and functions.
- **Rationale**: it needs no package and can be tested with what Node.js brings.
- **Alternatives considered**: a document only; it could not be tested.
- **Sources**: the repository itself.
`;
}

/** Spec Kit's checklist of the specification's quality. */
export function requirements(): string {
  return `# Specification Quality Checklist

- [x] No implementation details
- [x] Requirements are testable
- [x] Success criteria are measurable
- [x] Scope is bounded
`;
}

/** A checklist about the scope. */
export function checklist(): string {
  return `# Scope Checklist

- [x] CHK001 Is it said what must not be changed? [Completeness, Spec Assumptions]
- [x] CHK002 Can each requirement be observed from outside? [Measurability, Spec FR-001 to FR-003]
- [x] CHK003 Is it said what an unknown id means? [Edge Case, Spec Edge Cases]
`;
}

/** Four tasks; the second and third can be done at the same time. */
export function tasks(feature: GenericFeature): string {
  const at = layoutOf(feature);
  return `# Tasks: ${feature.id}

## Phase 1: Setup

- [ ] T001 Record the request and its requirements (FR-001) in ${at.outline}

## Phase 2: Foundational

- [ ] T002 [P] Show an outline as text (FR-002) in ${at.describe} with its test in ${at.describeTest}
- [ ] T003 [P] Find open requirements (FR-003) in ${at.coverage} with its test in ${at.coverageTest}

## Phase 3: User Story 1 - See what was asked for (Priority: P1)

- [ ] T004 [US1] Report the outline and what is open in ${at.index} with its test in ${at.indexTest}

## Dependencies & Execution Order

- T001 before T002 and T003.
- T004 depends on T002 and T003.
`;
}
