/**
 * What happened, as plain data. Time, ids and every fact arrive inside the event: the engine reads no clock and asks
 * nobody. `key` names the occurrence, so that a repeated delivery is recognised.
 */
import type { AgentResponse } from './contract.js';
import type { EffectOutcome } from './effects.js';
import type { BackendHistory, Budgets } from './selection.js';
import type { Approval, PreflightCheck, Scope, Settings, TaskState } from './state.js';
import type { Traceability } from './traceability.js';
import type { WorkflowType } from './workflows.js';

interface Occurrence {
  readonly key: string;
  /** ISO 8601. */
  readonly at: string;
  /** Who runs the effects that follow, see `Effect.leased_by`. */
  readonly runner: string;
}

/** A task as read from tasks.md; `done` when it is ticked there. */
export interface PlannedTask extends Omit<TaskState, 'status'> {
  readonly done: boolean;
}

/** What a branch holds at a commit, read by trusted code. */
export interface BranchContent {
  readonly head: string;
  readonly digest: string;
  /** Artifact name (`spec`, `plan`, `tasks`, ...) to path, for those that exist. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly tasks: readonly PlannedTask[];
  /** What is no file of the branch itself, so that the digest does not hold what is read there: links and submodules. */
  readonly links?: readonly string[];
  /** Null where there are no tasks to tell it from. */
  readonly scope: Scope | null;
}

/** Resources that an agent used. */
export interface Usage {
  readonly duration_ms: number;
  readonly cost_usd: number;
  /** Read and written, those from a cache included; absent where the backend does not say. */
  readonly tokens?: number | undefined;
  /** Requests to the model; absent where the backend does not say. */
  readonly turns?: number | undefined;
}

export interface WorkflowRequested extends Occurrence {
  readonly type: 'workflow_requested';
  readonly workflow_id: string;
  /** Null for `/speckit <request>`: a person chooses, with the recommendation of `complexity` before them. */
  readonly workflow_type: WorkflowType | null;
  readonly request: string;
  /** `003-payment-processing` without its number. */
  readonly slug: string;
  /** The feature that the workflow works on, where it exists already; null claims a new one. */
  readonly feature: KnownFeature | null;
  /** Features of the same name, where a new one is asked for: a person is asked first (seed: BranchExistsError). */
  readonly similar: readonly { readonly feature_id: string; readonly branch: string | null }[];
  /** `fix-e2e [file]` */
  readonly target_file: string | null;
  readonly origin: {
    readonly repository: string;
    readonly issue: number;
    readonly issue_title: string;
    readonly issue_body: string;
    readonly comment_id: number;
    readonly requester: string;
  };
  readonly settings: Settings;
  /** How backends did in this repository's earlier workflows; nothing is known where it is absent. */
  readonly history?: BackendHistory;
  readonly preflight: readonly PreflightCheck[];
  readonly complexity: {
    readonly total_score: number;
    readonly recommended: WorkflowType;
    readonly factors: Readonly<Record<string, { readonly score: number; readonly reason: string }>>;
    /** Why E2E tests were added, or why not. */
    readonly e2e: string;
  } | null;
}

/** A feature that exists, read by trusted code at the time of the command. */
export interface KnownFeature {
  /** `003-payment-processing` */
  readonly feature_id: string;
  /** Branch that it lives on; made at `content.head` where it does not exist (its work was merged before). */
  readonly branch: string;
  readonly base: string;
  readonly base_sha: string;
  readonly content: BranchContent;
  readonly pull_request: { readonly number: number; readonly url: string } | null;
}

/** A person's answer to the recommended workflow; null says that it is none of that, and they are asked which. */
export interface WorkflowChosen extends Occurrence {
  readonly type: 'workflow_chosen';
  readonly workflow_type: WorkflowType | null;
  readonly by: string;
}

/** A person's answer where features of the same name exist: go on with one of them, or make another. */
export interface BranchChosen extends Occurrence {
  readonly type: 'branch_chosen';
  /** Null makes another one. */
  readonly feature: KnownFeature | null;
  readonly by: string;
}

/** `/answer`: answers to clarify's questions. */
export interface AnswersGiven extends Occurrence {
  readonly type: 'answers_given';
  /** `question` null is meant for the only one that is open. */
  readonly answers: readonly { readonly question: number | null; readonly text: string }[];
  /** True takes the recommended option of every question that is still open after these. */
  readonly rest_recommended: boolean;
  readonly by: string;
}

export interface AssignmentFinished extends Occurrence {
  readonly type: 'assignment_finished';
  readonly assignment_id: string;
  /** One per agent that ran, in order; the last may be an error. */
  readonly responses: readonly AgentResponse[];
  readonly usage: readonly Usage[];
  /** What the branch holds after the landing; null when nothing was written. */
  readonly landed: BranchContent | null;
  /** Which requirement became what, where no agent has anything left to do. */
  readonly traceability?: Traceability;
}

/** The work could not be merged on the present branch: it is done again on the new base. */
export interface AssignmentConflicted extends Occurrence {
  readonly type: 'assignment_conflicted';
  readonly assignment_id: string;
  readonly head: string;
  readonly files: readonly string[];
  /** What the branch holds at `head`. Needed to notice that somebody changed the approved artifacts (rule G1). */
  readonly content?: BranchContent;
}

export interface AssignmentLost extends Occurrence {
  readonly type: 'assignment_lost';
  readonly assignment_id: string;
  /** `refused`: by a reviewer of the environment that it is bound to. */
  readonly reason: 'timeout' | 'lost_run' | 'cancelled' | 'no_result' | 'refused';
  readonly message: string;
  /** What the branch holds. A run can be gone after it has landed, and before it has told so. */
  readonly content?: BranchContent;
}

/** GitHub has let a job begin that its environment may have kept waiting: only now its time counts. */
export interface AssignmentLetIn extends Occurrence {
  readonly type: 'assignment_let_in';
  readonly assignment_id: string;
}

export interface ApprovalGiven extends Occurrence {
  readonly type: 'approval_given';
  readonly approval: Approval;
  readonly by_bot: boolean;
  /** The branch as it is now; the approval counts only for this very content. */
  readonly content: BranchContent;
  /** People who may write and whose latest review asks for changes: while there are any, nobody opens the gate. */
  readonly objections?: readonly string[];
  /** Why membership of the teams could not be read; then nobody counts as a member. */
  readonly teams_problem?: string;
}

/** A person's approving review starts nothing, mostly as it is for an earlier commit, and they are told why. */
export interface ApprovalOutdated extends Occurrence {
  readonly type: 'approval_outdated';
  readonly by: string;
  /** The commit that the review is for. */
  readonly head: string;
  /** Why it does not count although it is for the present commit. */
  readonly refused?: string;
  /** The review, where it stays refused whatever becomes of its author: as a comment, it counts when it is given or not at all. */
  readonly review_id?: number;
}

/**
 * An approval that counted is no longer there: its review was dismissed or replaced, its comment edited or deleted, or its
 * author may not approve any more.
 */
export interface ApprovalWithdrawn extends Occurrence {
  readonly type: 'approval_withdrawn';
  /** Id of the review or of the comment. */
  readonly source_id: number;
  /** What it is the id of; a review where it is left out. */
  readonly via?: Approval['via'];
  readonly reason: string;
}

export interface BranchMoved extends Occurrence {
  readonly type: 'branch_moved';
  readonly content: BranchContent;
}

export interface CommandGiven extends Occurrence {
  readonly type: 'command_given';
  readonly command: 'abort' | 'pause' | 'resume';
  readonly by: string;
  /** With `resume`: the budgets of the configuration as it is now, which take the place of the earlier ones. */
  readonly budgets?: Budgets;
}

export interface EffectsSettled extends Occurrence {
  readonly type: 'effects_settled';
  readonly outcomes: readonly EffectOutcome[];
}

/** The sweep runs an effect whose runner has ended: it changes hands so that two sweeps do not both run it. */
export interface EffectsTakenOver extends Occurrence {
  readonly type: 'effects_taken_over';
  readonly effect_ids: readonly string[];
}

/** The newest version of the state was unusable; work goes on from the last valid one, and people are told (rule S4). */
export interface StateRecovered extends Occurrence {
  readonly type: 'state_recovered';
  /** Commit of the version that was taken. */
  readonly from: string;
  readonly reason: string;
}

interface TimePassed extends Occurrence {
  readonly type: 'time_passed';
}

export type WorkflowEvent =
  | WorkflowRequested
  | WorkflowChosen
  | BranchChosen
  | AnswersGiven
  | AssignmentFinished
  | AssignmentConflicted
  | AssignmentLost
  | AssignmentLetIn
  | ApprovalGiven
  | ApprovalOutdated
  | ApprovalWithdrawn
  | BranchMoved
  | CommandGiven
  | EffectsSettled
  | EffectsTakenOver
  | StateRecovered
  | TimePassed;

/** Everything of an event but what every event has. */
export type EventBody = WorkflowEvent extends infer E
  ? E extends WorkflowEvent
    ? Omit<E, keyof Occurrence>
    : never
  : never;
