/** A feature without a fault, in Spec Kit's form, to plant faults into. */

interface Documents {
  readonly spec: string;
  readonly plan: string;
  readonly tasks: string;
}

const spec = `# Feature Specification: Shared shopping lists

**Feature Branch**: \`004-shared-lists\`
**Status**: Draft
**Input**: User description: "Families want to share shopping lists"

## User Scenarios & Testing

### User Story 1 - Share a list (Priority: P1)

An owner invites a relative to a list, so that both see the same items.

**Independent Test**: invite a second account and compare both screens.

**Acceptance Scenarios**:

1. **Given** a list, **When** its owner sends an invitation, **Then** the invited person sees every item.
2. **Given** an invitation, **When** it is older than 7 days, **Then** it is refused with its date of expiry.

### User Story 2 - Tick items together (Priority: P2)

People in different shops tick items of one list.

**Acceptance Scenarios**:

1. **Given** two phones, **When** one ticks milk, **Then** the other shows milk as ticked within 2 seconds.

### User Story 3 - Leave a list (Priority: P3)

**Acceptance Scenarios**:

1. **Given** a member, **When** the member leaves, **Then** the list is gone from that account only.

### Edge Cases

- The owner leaves: the oldest member becomes owner.

## Requirements

### Functional Requirements

- **FR-001**: Owners MUST be able to invite people by e-mail address.
- **FR-002**: Invitations MUST expire after 7 days.
- **FR-003**: Ticks MUST reach all members within 2 seconds.
- **FR-004**: Conflicting ticks MUST be settled by the server's time.
- **FR-005**: Members MUST be able to leave a list at any moment.
- **FR-006**: When an owner leaves a list that has further members, ownership MUST pass to the member who joined first.

## Success Criteria

### Measurable Outcomes

- **SC-001**: 95% of ticks are shown on the other phone within 2 seconds.
- **SC-002**: Nobody outside a list can read its items.

## Assumptions

- Accounts and sign-in exist already.
`;

const plan = `# Implementation Plan: Shared shopping lists

**Branch**: \`004-shared-lists\` | **Date**: 2026-02-03 | **Spec**: [spec.md](./spec.md)

## Summary

Lists get members; changes travel over the existing socket.

## Technical Context

**Language/Version**: TypeScript 5.6, Node.js 20
**Primary Dependencies**: hono, ws
**Storage**: PostgreSQL 16
**Testing**: node:test

## Constitution Check

| Principle | Status |
| --- | --- |
| Test first | PASS |
| No new services | PASS |

## Project Structure

### Documentation (this feature)

\`\`\`text
specs/004-shared-lists/
├── spec.md
└── tasks.md
\`\`\`

### Source Code (repository root)

\`\`\`text
src/lists/invitations.ts
src/lists/ticks.ts
src/lists/membership.ts
\`\`\`

## Complexity Tracking

No deviation.
`;

const tasks = `# Tasks: Shared shopping lists

**Input**: Design documents from \`/specs/004-shared-lists/\`

## Phase 1: Setup

- [ ] T001 Create the folder of the feature with its index in src/lists/index.ts
- [ ] T002 Add the table of members in migrations/014_members.sql

## Phase 2: User Story 1 - Share a list (Priority: P1) 🎯 MVP

- [ ] T003 [P] [US1] Write the tests of invitations in test/lists/invitations.test.ts
- [ ] T004 [US1] Send invitations by e-mail (FR-001) in src/lists/invitations.ts
- [ ] T005 [US1] Refuse invitations older than 7 days (FR-002) in src/lists/expiry.ts (depends on T004)

## Phase 3: User Story 2 - Tick items together (Priority: P2)

- [ ] T006 [US2] Broadcast ticks to all members (FR-003, SC-001) in src/lists/ticks.ts
- [ ] T007 [US2] Settle conflicting ticks by server time (FR-004) in src/lists/conflicts.ts

## Phase 4: User Story 3 - Leave a list (Priority: P3)

- [ ] T008 [US3] Let members leave (FR-005) in src/lists/membership.ts
- [ ] T009 [US3] Pass ownership to the oldest member (FR-006) in src/lists/ownership.ts (depends on T008)

## Phase 5: Polish & Cross-Cutting Concerns

- [ ] T010 Check that strangers read nothing (SC-002) in test/lists/privacy.test.ts

## Dependencies & Execution Order

- Setup before all stories.
- T009 depends on T008.
`;

export const CLEAN: Documents = { spec, plan, tasks };
