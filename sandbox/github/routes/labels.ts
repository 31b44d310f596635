import { z } from 'zod';
import { emitOnDefaultBranch } from '../events/emit.js';
import { type Github, loginOf, now } from '../github.js';
import { readBody } from '../http/body.js';
import { validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, demand, id, repositoryOf, required, text } from '../http/scope.js';
import type { LabelRecord, MilestoneRecord, RepositoryRecord } from '../model.js';
import { labelShape, milestoneShape } from '../shapes/issue.js';

const color = z.string().regex(/^[0-9a-fA-F]{6}$/, 'a colour has six hexadecimal digits');
const newLabel = z.object({ name: z.string(), color: color.optional(), description: z.string().nullish() });
const labelEdit = z.object({
  new_name: z.string().optional(),
  color: color.optional(),
  description: z.string().nullish(),
});
const milestoneFields = {
  state: z.enum(['open', 'closed']).optional(),
  description: z.string().nullish(),
  due_on: z.string().nullish(),
};
const newMilestone = z.object({ title: z.string(), ...milestoneFields });
const milestoneEdit = z.object({ title: z.string().optional(), ...milestoneFields });

/** Labels and milestones of a repository. */
export function mountLabels(app: App, gh: Github): void {
  app.get('/repos/:owner/:repo/labels', (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'issues', 'pull-requests');
    return c.json(
      paginate(c, gh.origin, repository.labels).map((label) => labelShape(gh, repository, label)),
    );
  });
  app.post('/repos/:owner/:repo/labels', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'issues', 'pull-requests');
    const body = await readBody(c, newLabel);
    if (findLabel(repository, body.name)) throw taken('Label', 'name');
    const label = addLabel(gh, repository, body.name, body.color, body.description ?? null);
    await emitLabel(gh, c, repository, 'created', label);
    return c.json(labelShape(gh, repository, label), 201);
  });
  app.get('/repos/:owner/:repo/labels/:name', (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'issues', 'pull-requests');
    return c.json(labelShape(gh, repository, required(findLabel(repository, text(c, 'name')))));
  });
  app.patch('/repos/:owner/:repo/labels/:name', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'issues', 'pull-requests');
    const label = required(findLabel(repository, text(c, 'name')));
    const body = await readBody(c, labelEdit);
    if (body.new_name !== undefined) {
      const other = findLabel(repository, body.new_name);
      if (other && other !== label) throw taken('Label', 'name');
      label.name = body.new_name;
    }
    if (body.color !== undefined) label.color = body.color.toLowerCase();
    if (body.description !== undefined) label.description = body.description;
    await emitLabel(gh, c, repository, 'edited', label);
    return c.json(labelShape(gh, repository, label));
  });
  app.delete('/repos/:owner/:repo/labels/:name', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'issues', 'pull-requests');
    const label = required(findLabel(repository, text(c, 'name')));
    repository.labels = repository.labels.filter((it) => it !== label);
    for (const issue of repository.issues) issue.labels = issue.labels.filter((it) => it !== label.id);
    await emitLabel(gh, c, repository, 'deleted', label);
    return c.body(null, 204);
  });
  mountMilestones(app, gh);
}

/** A label by its name; names differ by more than case. */
export function findLabel(repository: RepositoryRecord, name: string): LabelRecord | undefined {
  return repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

/** Adds a label to a repository. */
export function addLabel(
  gh: Github,
  repository: RepositoryRecord,
  name: string,
  color = 'ededed',
  description: string | null = null,
): LabelRecord {
  const label = { id: gh.store.nextId(), name, color: color.toLowerCase(), description, default: false };
  repository.labels.push(label);
  gh.store.touch();
  return label;
}

function emitLabel(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  action: string,
  label: LabelRecord,
): Promise<void> {
  gh.store.touch();
  const about = { label: labelShape(gh, repository, label) };
  return emitOnDefaultBranch(gh, repository, c.get('caller'), { name: 'label', action, about });
}

function mountMilestones(app: App, gh: Github): void {
  const find = (c: C, repository: RepositoryRecord): MilestoneRecord =>
    required(repository.milestones.find((it) => it.number === id(c, 'number')));
  app.get('/repos/:owner/:repo/milestones', (c) => {
    const repository = repositoryOf(gh, c);
    const state = c.req.query('state') ?? 'open';
    const found = repository.milestones.filter((it) => state === 'all' || it.state === state);
    return c.json(paginate(c, gh.origin, found).map((it) => milestoneShape(gh, repository, it)));
  });
  app.post('/repos/:owner/:repo/milestones', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'issues', 'pull-requests');
    const body = await readBody(c, newMilestone);
    if (repository.milestones.some((it) => it.title === body.title)) throw taken('Milestone', 'title');
    const milestone: MilestoneRecord = {
      id: gh.store.nextId(),
      number: Math.max(0, ...repository.milestones.map((it) => it.number)) + 1,
      title: body.title,
      description: body.description ?? null,
      state: body.state ?? 'open',
      creator: loginOf(c.get('caller')),
      createdAt: now(),
      updatedAt: now(),
      closedAt: body.state === 'closed' ? now() : null,
      dueOn: body.due_on ?? null,
    };
    repository.milestones.push(milestone);
    return c.json(milestoneShape(gh, repository, milestone), 201);
  });
  app.get('/repos/:owner/:repo/milestones/:number', (c) => {
    const repository = repositoryOf(gh, c);
    return c.json(milestoneShape(gh, repository, find(c, repository)));
  });
  app.patch('/repos/:owner/:repo/milestones/:number', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'issues', 'pull-requests');
    const milestone = find(c, repository);
    const body = await readBody(c, milestoneEdit);
    if (body.title !== undefined) milestone.title = body.title;
    if (body.description !== undefined) milestone.description = body.description;
    if (body.due_on !== undefined) milestone.dueOn = body.due_on;
    if (body.state !== undefined) {
      milestone.state = body.state;
      milestone.closedAt = body.state === 'closed' ? now() : null;
    }
    milestone.updatedAt = now();
    gh.store.touch();
    return c.json(milestoneShape(gh, repository, milestone));
  });
  app.delete('/repos/:owner/:repo/milestones/:number', (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'issues', 'pull-requests');
    const milestone = find(c, repository);
    repository.milestones = repository.milestones.filter((it) => it !== milestone);
    for (const issue of repository.issues) {
      if (issue.milestone === milestone.number) issue.milestone = null;
    }
    gh.store.touch();
    return c.body(null, 204);
  });
}

function taken(resource: string, field: string) {
  return validationFailed({ resource, code: 'already_exists', field });
}
