/**
 * Plays a run of the product's own decisions (what starts, who does it, what follows a failure) against workers whose
 * durations and failures come from a seed. The decisions are passed in, so that tests can pass in the sources and
 * measurements the built library.
 */
const START = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const BACKENDS = ['first', 'second', 'third'];

/** Plays one run to its end. Durations are in minutes, times in the log in milliseconds. */
export function simulate(product, tasks, options = {}) {
  const { workers = 5, failureRate = 0, seed = 0, plan = true, fuzz = 0, maxRetries = 3 } = options;
  const { unitHash, planOrder, readyTasks, selectBackend, emptyHistory, recordOutcome } = product;
  const { CLOSED, beginProbe, recordBreaker, respondToFailure } = product;
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const status = new Map(tasks.map((task) => [task.id, 'pending']));
  const retries = new Map();
  const tried = new Map();
  const timers = new Map();
  const breakers = {};
  const running = [];
  const log = [];
  let history = emptyHistory();
  let now = START;
  const at = () => new Date(now).toISOString();

  const planNow = () => {
    if (!plan) return [];
    const left = tasks.map((task) => {
      const job = running.find((one) => one.task === task.id);
      const state = status.get(task.id);
      return {
        ...task,
        done: state === 'done' || state === 'failed',
        weight: job ? Math.max(0.001, job.expectedEnd - now) / MINUTE : task.weight,
      };
    });
    return planOrder(left, { maxParallel: workers, running: running.map((one) => one.task) }).order;
  };

  const dispatch = (id) => {
    const attempt = 1 + (retries.get(id) ?? 0);
    const task = {
      id,
      task_type: 'implement',
      required_capabilities: ['coding'],
      tried: tried.get(id) ?? [],
    };
    const candidates = BACKENDS.map((name) => ({
      id: name,
      capabilities: ['coding'],
      max_parallel: workers,
      active: running.filter((one) => one.backend === name).length,
    }));
    const choice = selectBackend(task, candidates, { now: at(), history, breakers });
    if (choice.kind === 'wait' && choice.until !== null) {
      timers.set(id, Date.parse(choice.until));
      status.set(id, 'blocked');
      return;
    }
    if (choice.kind !== 'selected') throw new Error(`${id}: ${choice.reason}`);
    const backend = choice.agent_id;
    const key = `${seed}/${id}/${attempt}`;
    if (choice.probe) breakers[backend] = beginProbe(breakers[backend], key, at());
    const expected = byId.get(id).weight * MINUTE;
    const duration = expected * (1 + fuzz * (2 * unitHash(`${key}/duration`) - 1));
    const ok = unitHash(`${key}/failure`) >= failureRate;
    running.push({
      task: id,
      attempt,
      key,
      backend,
      choices: choice.scores.length,
      start: now,
      end: now + duration,
      expectedEnd: now + expected,
      ok,
    });
    status.set(id, 'running');
  };

  const settle = (job) => {
    running.splice(running.indexOf(job), 1);
    log.push(job);
    const { task, backend, key, ok } = job;
    history = recordOutcome(history, {
      id: key,
      agent_id: backend,
      task_type: 'implement',
      ok,
      duration_ms: job.end - job.start,
    });
    breakers[backend] = recordBreaker(breakers[backend] ?? CLOSED, { assignment: key, ok, at: at() });
    if (ok) {
      status.set(task, 'done');
      return;
    }
    const response = respondToFailure(
      {
        kind: 'agent_failure',
        task,
        retries: retries.get(task) ?? 0,
        is_critical: false,
        message: 'simulated',
      },
      { max_retries: maxRetries, backoff_strategy: 'exponential', initial_delay_ms: 1_000 },
    );
    if (response.kind !== 'retry') {
      status.set(task, 'failed');
      return;
    }
    retries.set(task, response.retry);
    if (response.elsewhere) tried.set(task, [...(tried.get(task) ?? []), backend]);
    timers.set(task, now + response.delay_ms);
    status.set(task, 'blocked');
  };

  let order = planNow();
  for (;;) {
    for (const [id, due] of timers) {
      if (due > now) continue;
      timers.delete(id);
      status.set(id, 'pending');
    }
    for (const id of readyTasks({ tasks }, status, { maxParallel: workers, order })) dispatch(id);
    const next = Math.min(...running.map((one) => one.end), ...timers.values());
    if (next === Number.POSITIVE_INFINITY) break;
    now = next;
    const ended = running.filter((one) => one.end <= now);
    for (const job of ended) settle(job);
    // What happened is not what was planned: the rest is planned anew.
    if (fuzz > 0 ? ended.length > 0 : ended.some((job) => !job.ok)) order = planNow();
  }
  const spent = spentOn(log);
  return { log, status, spent, makespan: (now - START) / MINUTE, bound: boundOf(tasks, spent, workers) };
}

/** Minutes of work by task, all attempts together. */
function spentOn(log) {
  const spent = new Map();
  for (const { task, start, end } of log) spent.set(task, (spent.get(task) ?? 0) + (end - start) / MINUTE);
  return spent;
}

/** No run of this work could have been shorter: the longest path of what was done, or all of it shared evenly. */
function boundOf(tasks, spent, workers) {
  const ends = new Map();
  let longest = 0;
  let work = 0;
  for (const task of tasks) {
    const before = task.depends_on.reduce((most, id) => Math.max(most, ends.get(id) ?? 0), 0);
    const end = spent.has(task.id) ? before + spent.get(task.id) : 0;
    ends.set(task.id, end);
    longest = Math.max(longest, end);
    work += spent.get(task.id) ?? 0;
  }
  return Math.max(longest, work / workers);
}

/** What the log of a run shows to be wrong; reads nothing but what happened. */
export function audit(tasks, { log, status }, workers = 5, maxRetries = 3) {
  const wrong = [];
  const doneAt = new Map(log.filter((job) => job.ok).map((job) => [job.task, job.end]));
  const attempts = groupByTask(log);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  for (const job of log) {
    for (const need of byId.get(job.task).depends_on) {
      if (!(doneAt.get(need) <= job.start)) wrong.push(`${job.task} started before ${need} was done`);
    }
    const active = log.filter((other) => other.start <= job.start && job.start < other.end).length;
    if (active > workers) wrong.push(`${active} tasks at once`);
  }
  const lost = new Set();
  for (const task of tasks) {
    const jobs = (attempts.get(task.id) ?? []).toSorted((a, b) => a.start - b.start);
    jobs.forEach((job, i) => {
      if (i > 0 && (jobs[i - 1].ok || jobs[i - 1].end > job.start)) wrong.push(`${task.id} ran twice`);
      // With the breakers of all others open, the same one is better than none.
      if (i > 0 && job.choices > 1 && jobs[i - 1].backend === job.backend)
        wrong.push(`${task.id} was not given to a fallback`);
    });
    const last = jobs.at(-1);
    const final = status.get(task.id);
    const hopeless = task.depends_on.some((need) => lost.has(need));
    if (hopeless || final === 'failed') lost.add(task.id);
    if (final === 'done' && !last?.ok) wrong.push(`${task.id} counts as done and is not`);
    if (final === 'failed' && (last?.ok || jobs.length !== maxRetries + 1))
      wrong.push(`${task.id} was given up after ${jobs.length} attempts`);
    if (final !== 'done' && final !== 'failed' && !(hopeless && jobs.length === 0))
      wrong.push(`${task.id} was left ${final}`);
  }
  return wrong;
}

function groupByTask(log) {
  const groups = new Map();
  for (const job of log) groups.set(job.task, [...(groups.get(job.task) ?? []), job]);
  return groups;
}
