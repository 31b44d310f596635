import { words } from '../workflow-files.js';

// Told in words below; everything else is named only.
const TOLD = new Set([
  'revision',
  'digest',
  'updated_at',
  'status',
  'status_reason',
  'timeline',
  'completed_agents',
  'tasks',
  'assignments',
  'approvals',
  'outbox',
  'handled_events',
  'counters',
]);

/** What a revision of a workflow's state changed, in sentences. */
export function changesBetween(before, after) {
  if (before === undefined) return [`The workflow began, asked for by ${after.origin.requester}.`];
  const told = [
    ...(before.status === after.status
      ? []
      : [
          `Status: ${words(before.status)} → ${words(after.status)}${after.status_reason ? ` (${after.status_reason})` : ''}`,
        ]),
    ...after.timeline.slice(before.timeline.length).map((one) => `${one.actor}: ${one.what}`),
    ...fresh(before.completed_agents, after.completed_agents).map((agent) => `${agent} is done`),
    ...assignments(before, after),
    ...tasks(before, after),
    ...effects(before, after),
  ];
  const others = Object.keys(after).filter(
    (key) => !TOLD.has(key) && JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  if (others.length > 0) told.push(`Also changed: ${others.map(words).join(', ')}`);
  return told.length === 0 ? ['Nothing that people see: the bot noted an event.'] : told;
}

function fresh(before, after) {
  return after.filter((one) => !before.includes(one));
}

function assignments(before, after) {
  const known = new Map(before.assignments.map((one) => [one.id, one.status]));
  return after.assignments
    .filter((one) => known.get(one.id) !== one.status)
    .map(
      (one) =>
        `Assignment ${one.id} (${[...one.agents, ...one.tasks].join(', ')}): ${known.get(one.id) ?? 'new'} → ${one.status}`,
    );
}

function tasks(before, after) {
  const known = new Map(before.tasks.map((one) => [one.id, one.status]));
  const changed = after.tasks.filter((one) => known.get(one.id) !== one.status);
  if (before.tasks.length === 0 && changed.length > 3) return [`${changed.length} tasks are known`];
  return changed.map((one) => `${one.id}: ${known.get(one.id) ?? 'new'} → ${one.status}`);
}

/** Effects are decided with a revision and settled with a later one. */
function effects(before, after) {
  const name = (one) => words(one.kind ?? one.type ?? 'effect');
  const ids = (list) => new Set(list.map((one) => one.id ?? one.key));
  const [old, now] = [ids(before.outbox), ids(after.outbox)];
  return [
    ...after.outbox.filter((one) => !old.has(one.id ?? one.key)).map((one) => `To do: ${name(one)}`),
    ...before.outbox.filter((one) => !now.has(one.id ?? one.key)).map((one) => `Done: ${name(one)}`),
  ];
}
