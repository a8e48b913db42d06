/** Conversations with contacts, and the messages in them. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Can } from '../api.js';
import { type Database, row, rows } from '../database.js';
import type { Guard } from '../guard.js';
import { bodyOf, lastRow, nameIn, numberIn, textUpTo } from '../input.js';
import { found } from '../problem.js';

const text = textUpTo(10_000);
const opening = z.object({ contactId: z.number().int().min(1).max(lastRow), message: text });
const reply = z.object({ message: text });
const change = z.object({
  status: z.enum(['open', 'pending', 'closed']).optional(),
  assignee: textUpTo(100).optional(),
});
type Change = z.infer<typeof change>;

const identified = z.object({ id: z.number() });
const conversation = z.object({
  id: z.number(),
  contactId: z.number(),
  status: z.string(),
  assignee: z.string().nullable(),
  tags: z.array(z.string()),
});
const message = z.object({ id: z.number(), sender: z.string(), body: z.string() });

const selected = `select id, contact_id as "contactId", status, assignee,
    array(select tag from conversation_tags where conversation_id = id order by tag) as tags
  from conversations`;

const listConversations = (database: Database, _grant: Can<'conversations:read'>) =>
  rows(database, conversation, `${selected} order by id`);

const getConversation = async (database: Database, _grant: Can<'conversations:read'>, id: number) => {
  const head = found(await row(database, conversation, `${selected} where id = $1`, id), 'conversation');
  const messages = await rows(
    database,
    message,
    'select id, sender, body from messages where conversation_id = $1 order by id',
    id,
  );
  return { ...head, messages };
};

const openConversation = async (
  database: Database,
  _grant: Can<'conversations:write'>,
  { contactId, message }: z.infer<typeof opening>,
) => {
  const opened = await row(
    database,
    identified,
    `with opened as (
      insert into conversations (contact_id) select id from contacts where id = $1 for key share returning id
    )
    insert into messages (conversation_id, sender, body) select id, 'contact', $2::text from opened
    returning conversation_id as id`,
    contactId,
    message,
  );
  return found(opened, 'contact');
};

const answer = async (database: Database, _grant: Can<'conversations:write'>, id: number, body: string) => {
  const sent = await row(
    database,
    message,
    `with answered as (
      update conversations set answered_at = coalesce(answered_at, now()) where id = $1 returning id
    )
    insert into messages (conversation_id, sender, body) select id, 'agent', $2::text from answered
    returning id, sender, body`,
    id,
    body,
  );
  return found(sent, 'conversation');
};

const changeConversation = async (
  database: Database,
  grant: Can<'conversations:write'>,
  id: number,
  { status, assignee }: Change,
) => {
  await database.query(
    'update conversations set status = coalesce($2, status), assignee = coalesce($3, assignee) where id = $1',
    [id, status ?? null, assignee ?? null],
  );
  // Write brings read along, and the compiler knows it.
  return getConversation(database, grant, id);
};

const tagConversation = async (
  database: Database,
  grant: Can<'tags:write'> & Can<'conversations:read'>,
  id: number,
  tag: string,
) => {
  found(
    await row(database, z.object({ name: z.string() }), 'select name from tags where name = $1', tag),
    'tag',
  );
  await database.query(
    `insert into conversation_tags (conversation_id, tag)
    select conversations.id, tags.name from conversations, tags where conversations.id = $1 and tags.name = $2
    for key share on conflict do nothing`,
    [id, tag],
  );
  return getConversation(database, grant, id);
};

export const conversations = (guard: Guard, database: Database) =>
  new Hono()
    .get(
      '/api/v1/conversations',
      guard.route('GET /api/v1/conversations', async ({ grant }, c) =>
        c.json(await listConversations(database, grant)),
      ),
    )
    .get(
      '/api/v1/conversations/:id',
      guard.route('GET /api/v1/conversations/:id', async ({ grant, params }, c) =>
        c.json(await getConversation(database, grant, numberIn(params.id))),
      ),
    )
    .post(
      '/api/v1/conversations',
      guard.route('POST /api/v1/conversations', async ({ grant }, c) =>
        c.json(await openConversation(database, grant, await bodyOf(c, opening)), 201),
      ),
    )
    .post(
      '/api/v1/conversations/:id/messages',
      guard.route('POST /api/v1/conversations/:id/messages', async ({ grant, params }, c) => {
        const id = numberIn(params.id);
        const { message } = await bodyOf(c, reply);
        return c.json(await answer(database, grant, id, message), 201);
      }),
    )
    .patch(
      '/api/v1/conversations/:id',
      guard.route('PATCH /api/v1/conversations/:id', async ({ grant, params }, c) => {
        const id = numberIn(params.id);
        return c.json(await changeConversation(database, grant, id, await bodyOf(c, change)));
      }),
    )
    .put(
      '/api/v1/conversations/:id/tags/:tag',
      guard.route('PUT /api/v1/conversations/:id/tags/:tag', async ({ grant, params }, c) =>
        c.json(await tagConversation(database, grant, numberIn(params.id), nameIn(params.tag))),
      ),
    );
