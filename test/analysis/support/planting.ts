/** What a planted fault is, and what is expected to be found of it. */
export interface Documents {
  readonly spec: string;
  readonly plan: string;
  readonly tasks: string;
}

export interface Expected {
  readonly type: string;
  /** Matches the message of the finding. */
  readonly message: RegExp;
  readonly target: string;
  /** Matches the line that the finding points at. */
  readonly at: RegExp;
}

export interface Defect {
  readonly name: string;
  /** Null when the document has no place for it. */
  plant(documents: Documents): (Documents & { readonly expected: Expected }) | null;
}

type Planted = { readonly text: string | null; readonly expected: Expected };

export function inSpec(name: string, change: (spec: string) => Planted): Defect {
  return inOne(name, 'spec', change);
}

export function inPlan(name: string, change: (plan: string) => Planted): Defect {
  return inOne(name, 'plan', change);
}

export function inTasks(name: string, change: (tasks: string) => Planted): Defect {
  return inOne(name, 'tasks', change);
}

function inOne(name: string, document: keyof Documents, change: (text: string) => Planted): Defect {
  return {
    name,
    plant: (documents) => {
      const { text, expected } = change(documents[document]);
      return text === null || text === documents[document]
        ? null
        : { ...documents, [document]: text, expected };
    },
  };
}

export function onBoth(
  name: string,
  change: (documents: Documents) => (Omit<Documents, 'plan'> & { readonly expected: Expected }) | null,
): Defect {
  return {
    name,
    plant: (documents) => {
      const changed = change(documents);
      return changed === null ? null : { ...documents, ...changed };
    },
  };
}

export const gap = (message: RegExp, at: RegExp): Expected => ({
  type: 'Coverage Gap',
  message,
  target: 'tasks',
  at,
});
export const cycle = (at: RegExp): Expected => ({
  type: 'Inconsistency',
  message: /cycle|itself|depend on other/,
  target: 'tasks',
  at,
});
export const dangling = (target: string, message: RegExp, at: RegExp): Expected => ({
  type: 'Inconsistency',
  message,
  target,
  at,
});
export const double = (target: string, message: RegExp, at: RegExp): Expected => ({
  type: 'Duplication',
  message,
  target,
  at,
});
export const placeholder = (target: string, at: RegExp): Expected => ({
  type: 'Underspecification',
  message: /placeholder/,
  target,
  at,
});
export const lacks = (target: string, message: RegExp): Expected => ({
  type: 'Underspecification',
  message,
  target,
  at: /\S/,
});
