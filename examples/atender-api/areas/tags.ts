/** The tags of the workspace; a dot in a name makes one tag the child of another. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Can } from '../api.js';
import { type Database, row, rows } from '../database.js';
import type { Guard } from '../guard.js';
import { bodyOf, nameIn, pathName } from '../input.js';
import { found } from '../problem.js';

const tag = z.object({ name: z.string() });
const named = z.object({ name: pathName });

const listTags = async (database: Database, _grant: Can<'tags:read'>) => {
  const tags = await rows(database, tag, 'select name from tags order by name');
  return tags.map(({ name }) => name);
};

const tagTree = async (database: Database, grant: Can<'tags:read'>) => {
  const names = await listTags(database, grant);
  const roots = names.filter((name) => !name.includes('.'));
  return roots.map((name) => ({ name, children: names.filter((child) => child.startsWith(`${name}.`)) }));
};

const addTag = async (database: Database, _grant: Can<'tags:write'>, name: string) => {
  await database.query('insert into tags (name) values ($1) on conflict do nothing', [name]);
  return { name };
};

const removeTag = async (database: Database, _grant: Can<'tags:write'>, name: string) =>
  found(await row(database, tag, 'delete from tags where name = $1 returning name', name), 'tag');

export const tags = (guard: Guard, database: Database) =>
  new Hono()
    .get(
      '/api/v1/tags',
      guard.route('GET /api/v1/tags', async ({ grant }, c) => c.json(await listTags(database, grant))),
    )
    .get(
      '/api/v1/tags/tree',
      guard.route('GET /api/v1/tags/tree', async ({ grant }, c) => c.json(await tagTree(database, grant))),
    )
    .post(
      '/api/v1/tags',
      guard.route('POST /api/v1/tags', async ({ grant }, c) => {
        const { name } = await bodyOf(c, named);
        return c.json(await addTag(database, grant, name), 201);
      }),
    )
    .delete(
      '/api/v1/tags/:tag',
      guard.route('DELETE /api/v1/tags/:tag', async ({ grant, params }, c) => {
        await removeTag(database, grant, nameIn(params.tag));
        return c.body(null, 204);
      }),
    );
