/** Contacts: who writes in. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Can } from '../api.js';
import { type Database, row, rows } from '../database.js';
import type { Guard } from '../guard.js';
import { bodyOf, listOf, numberIn, textUpTo } from '../input.js';
import { found } from '../problem.js';

const written = z.object({ name: textUpTo(200), email: z.email().max(254) });
const change = written.partial();
const batch = z.object({ contacts: listOf(written, { least: 1, most: 500 }) });
const contact = z.object({ id: z.number(), name: z.string(), email: z.string() });
type Written = z.infer<typeof written>;
type Change = z.infer<typeof change>;

const listContacts = (database: Database, _grant: Can<'contacts:read'>) =>
  rows(database, contact, 'select id, name, email from contacts order by id');

const getContact = (database: Database, _grant: Can<'contacts:read'>, id: number) =>
  row(database, contact, 'select id, name, email from contacts where id = $1', id);

const addContact = (database: Database, _grant: Can<'contacts:write'>, { name, email }: Written) =>
  row(
    database,
    contact,
    'insert into contacts (name, email) values ($1, $2) returning id, name, email',
    name,
    email,
  );

const changeContact = (database: Database, _grant: Can<'contacts:write'>, id: number, to: Change) =>
  row(
    database,
    contact,
    `update contacts set name = coalesce($2, name), email = coalesce($3, email)
    where id = $1 returning id, name, email`,
    id,
    to.name ?? null,
    to.email ?? null,
  );

const removeContact = (database: Database, _grant: Can<'contacts:write'>, id: number) =>
  row(database, contact, 'delete from contacts where id = $1 returning id, name, email', id);

/** All of them or none: it is one statement. */
const importContacts = (
  database: Database,
  _grant: Can<'bulk:write'> & Can<'contacts:write'>,
  contacts: readonly Written[],
) =>
  rows(
    database,
    contact,
    `insert into contacts (name, email) select * from unnest($1::text[], $2::text[])
    returning id, name, email`,
    contacts.map(({ name }) => name),
    contacts.map(({ email }) => email),
  );

export const findContacts = (database: Database, _grant: Can<'contacts:read'>, words: string) =>
  rows(
    database,
    contact,
    `select id, name, email from contacts where strpos(lower(name || ' ' || email), lower($1)) > 0 order by id`,
    words,
  );

export const contacts = (guard: Guard, database: Database) =>
  new Hono()
    .get(
      '/api/v1/contacts',
      guard.route('GET /api/v1/contacts', async ({ grant }, c) =>
        c.json(await listContacts(database, grant)),
      ),
    )
    .get(
      '/api/v1/contacts/:id',
      guard.route('GET /api/v1/contacts/:id', async ({ grant, params }, c) =>
        c.json(found(await getContact(database, grant, numberIn(params.id)), 'contact')),
      ),
    )
    .post(
      '/api/v1/contacts',
      guard.route('POST /api/v1/contacts', async ({ grant }, c) =>
        c.json(await addContact(database, grant, await bodyOf(c, written)), 201),
      ),
    )
    .patch(
      '/api/v1/contacts/:id',
      guard.route('PATCH /api/v1/contacts/:id', async ({ grant, params }, c) => {
        const id = numberIn(params.id);
        const to = await bodyOf(c, change);
        return c.json(found(await changeContact(database, grant, id, to), 'contact'));
      }),
    )
    .delete(
      '/api/v1/contacts/:id',
      guard.route('DELETE /api/v1/contacts/:id', async ({ grant, params }, c) => {
        found(await removeContact(database, grant, numberIn(params.id)), 'contact');
        return c.body(null, 204);
      }),
    )
    .post(
      '/api/v1/bulk/contacts',
      guard.route('POST /api/v1/bulk/contacts', async ({ grant }, c) => {
        const { contacts } = await bodyOf(c, batch);
        return c.json(await importContacts(database, grant, contacts), 201);
      }),
    );
