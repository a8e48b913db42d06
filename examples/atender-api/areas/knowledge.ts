/** The knowledge base: articles in folders. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Can } from '../api.js';
import { type Database, row, rows } from '../database.js';
import type { Guard } from '../guard.js';
import { bodyOf, numberIn, textUpTo } from '../input.js';
import { found } from '../problem.js';

const written = z.object({ folder: textUpTo(200), title: textUpTo(200), body: textUpTo(10_000) });
const heading = z.object({ id: z.number(), folder: z.string(), title: z.string() });
const article = heading.extend({ body: z.string() });
type Written = z.infer<typeof written>;

const listArticles = (database: Database, _grant: Can<'knowledge:read'>) =>
  rows(database, heading, 'select id, folder, title from articles order by folder, title');

const getArticle = (database: Database, _grant: Can<'knowledge:read'>, id: number) =>
  row(database, article, 'select id, folder, title, body from articles where id = $1', id);

const addArticle = (database: Database, _grant: Can<'knowledge:write'>, { folder, title, body }: Written) =>
  row(
    database,
    article,
    'insert into articles (folder, title, body) values ($1, $2, $3) returning id, folder, title, body',
    folder,
    title,
    body,
  );

const rewriteArticle = (database: Database, _grant: Can<'knowledge:write'>, id: number, to: Written) =>
  row(
    database,
    article,
    'update articles set folder = $2, title = $3, body = $4 where id = $1 returning id, folder, title, body',
    id,
    to.folder,
    to.title,
    to.body,
  );

const removeArticle = (database: Database, _grant: Can<'knowledge:write'>, id: number) =>
  row(database, article, 'delete from articles where id = $1 returning id, folder, title, body', id);

export const findArticles = (database: Database, _grant: Can<'knowledge:read'>, words: string) =>
  rows(
    database,
    heading,
    `select id, folder, title from articles where strpos(lower(title || ' ' || body), lower($1)) > 0 order by id`,
    words,
  );

export const knowledge = (guard: Guard, database: Database) =>
  new Hono()
    .get(
      '/api/v1/articles',
      guard.route('GET /api/v1/articles', async ({ grant }, c) =>
        c.json(await listArticles(database, grant)),
      ),
    )
    .get(
      '/api/v1/articles/:id',
      guard.route('GET /api/v1/articles/:id', async ({ grant, params }, c) =>
        c.json(found(await getArticle(database, grant, numberIn(params.id)), 'article')),
      ),
    )
    .post(
      '/api/v1/articles',
      guard.route('POST /api/v1/articles', async ({ grant }, c) =>
        c.json(await addArticle(database, grant, await bodyOf(c, written)), 201),
      ),
    )
    .put(
      '/api/v1/articles/:id',
      guard.route('PUT /api/v1/articles/:id', async ({ grant, params }, c) => {
        const id = numberIn(params.id);
        const to = await bodyOf(c, written);
        return c.json(found(await rewriteArticle(database, grant, id, to), 'article'));
      }),
    )
    .delete(
      '/api/v1/articles/:id',
      guard.route('DELETE /api/v1/articles/:id', async ({ grant, params }, c) => {
        found(await removeArticle(database, grant, numberIn(params.id)), 'article');
        return c.body(null, 204);
      }),
    );
