/**
 * The shortest time in which the tasks can possibly be done: of any set of tasks that all start late and end early, the
 * work shared evenly, with what lies before and behind it. Stronger than max(critical path, work / workers), which no
 * schedule reaches where the graph begins or ends narrow.
 */
export function provableBound(tasks, workers) {
  const heads = longestBefore(tasks);
  const tails = longestBefore(reversed(tasks));
  const nodes = tasks.map(({ id, weight }) => ({ head: heads.get(id), tail: tails.get(id), weight }));
  let bound = Math.max(...nodes.map(({ head, weight, tail }) => head + weight + tail));
  for (const from of new Set(nodes.map((node) => node.head))) {
    const late = nodes.filter((node) => node.head >= from);
    for (const to of new Set(late.map((node) => node.tail))) {
      const work = late.reduce((sum, node) => (node.tail >= to ? sum + node.weight : sum), 0);
      bound = Math.max(bound, from + work / workers + to);
    }
  }
  return bound;
}

/** The longest path of work that must be done before each task can start; tasks are in topological order. */
function longestBefore(tasks) {
  const ends = new Map();
  const starts = new Map();
  for (const { id, depends_on, weight } of tasks) {
    const start = depends_on.reduce((most, need) => Math.max(most, ends.get(need)), 0);
    starts.set(id, start);
    ends.set(id, start + weight);
  }
  return starts;
}

function reversed(tasks) {
  const dependents = new Map(tasks.map((task) => [task.id, []]));
  for (const task of tasks) for (const need of task.depends_on) dependents.get(need).push(task.id);
  return tasks.toReversed().map((task) => ({ ...task, depends_on: dependents.get(task.id) }));
}
