/** Each area, read and written with the scopes that it takes. */
import type { ScopeOf } from 'scopeproof';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Atender } from '../../examples/atender/scopes.js';
import { type Answer, Service } from './service.js';

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service.close());
beforeEach(async () => {
  for (const table of ['articles', 'contacts', 'tags', 'dashboards'])
    await service.database.query(`truncate ${table} cascade`, []);
});

const numbered = z.object({ id: z.number() });

async function keyFor(...scopes: readonly ScopeOf<Atender>[]) {
  const { token } = await service.key(...scopes);
  return {
    call: (route: string, body?: unknown) => service.call(route, token, body),
    /** What a call gives that must succeed. */
    get: async (route: string, body?: unknown) => {
      const answer = await service.call(route, token, body);
      expect(answer.status, `${route}: ${answer.text}`).toBeLessThan(300);
      return answer.body;
    },
  };
}

const ada = { name: 'Ada', email: 'ada@example.com' };
const guide = { folder: 'account', title: 'Passwords', body: 'How to reset one.' };

async function openConversation() {
  const desk = await keyFor('contacts:write', 'conversations:write');
  const contact = numbered.parse(await desk.get('POST /api/v1/contacts', ada));
  const opening = { contactId: contact.id, message: 'I cannot log in.' };
  return { desk, contact, ...numbered.parse(await desk.get('POST /api/v1/conversations', opening)) };
}

test('knowledge', async () => {
  const editor = await keyFor('knowledge:write');
  const reader = await keyFor('knowledge:read');
  const { id } = numbered.parse(await editor.get('POST /api/v1/articles', guide));
  const { body: _, ...heading } = guide;
  expect(await reader.get('GET /api/v1/articles')).toEqual([{ id, ...heading }]);
  expect(await reader.get(`GET /api/v1/articles/${id}`)).toEqual({ id, ...guide });
  expect((await reader.call(`DELETE /api/v1/articles/${id}`)).status).toBe(403);
  const rewritten = { ...guide, body: 'Ask Kim.' };
  expect(await editor.get(`PUT /api/v1/articles/${id}`, rewritten)).toEqual({ id, ...rewritten });
  expect(await editor.get(`GET /api/v1/articles/${id}`)).toEqual({ id, ...rewritten });
  await editor.get(`DELETE /api/v1/articles/${id}`);
  expect((await reader.call(`GET /api/v1/articles/${id}`)).status).toBe(404);
});

test('conversations', async () => {
  const { desk, contact, id } = await openConversation();
  const reader = await keyFor('conversations:read');
  const head = { id, contactId: contact.id, status: 'open', assignee: null, tags: [] };
  expect(await reader.get('GET /api/v1/conversations')).toEqual([head]);
  expect((await reader.call(`POST /api/v1/conversations/${id}/messages`, { message: 'Hm.' })).status).toBe(
    403,
  );
  await desk.get(`POST /api/v1/conversations/${id}/messages`, { message: 'Try again.' });
  const change = { status: 'closed', assignee: 'Kim' };
  expect(await desk.get(`PATCH /api/v1/conversations/${id}`, change)).toMatchObject(change);
  expect(await reader.get(`GET /api/v1/conversations/${id}`)).toMatchObject({
    ...head,
    ...change,
    messages: [
      { sender: 'contact', body: 'I cannot log in.' },
      { sender: 'agent', body: 'Try again.' },
    ],
  });
});

test('a conversation is tagged by who may tag and may see it', async () => {
  const { id } = await openConversation();
  const tagger = await keyFor('tags:write', 'conversations:read');
  const blind = await keyFor('tags:write');
  const route = `PUT /api/v1/conversations/${id}/tags/billing`;
  expect((await tagger.call(route)).status).toBe(404);
  await tagger.get('POST /api/v1/tags', { name: 'billing' });
  expect((await blind.call(route)).status).toBe(403);
  await tagger.get(route);
  expect(await tagger.get(route)).toMatchObject({ id, tags: ['billing'] });
});

test('contacts', async () => {
  const writer = await keyFor('contacts:write');
  const reader = await keyFor('contacts:read');
  const { id } = numbered.parse(await writer.get('POST /api/v1/contacts', ada));
  expect(await reader.get('GET /api/v1/contacts')).toEqual([{ id, ...ada }]);
  expect((await reader.call('POST /api/v1/contacts', ada)).status).toBe(403);
  const moved = { ...ada, email: 'ada@example.org' };
  expect(await writer.get(`PATCH /api/v1/contacts/${id}`, { email: moved.email })).toEqual({ id, ...moved });
  expect(await reader.get(`GET /api/v1/contacts/${id}`)).toEqual({ id, ...moved });
  await writer.get(`DELETE /api/v1/contacts/${id}`);
  expect(await reader.get('GET /api/v1/contacts')).toEqual([]);
});

test('contacts are imported by who may do both', async () => {
  const importer = await keyFor('bulk:write', 'contacts:write');
  const writer = await keyFor('contacts:write');
  const batch = { contacts: [ada, { name: "Bo'; drop table contacts; --", email: 'bo@example.com' }] };
  const refused = await writer.call('POST /api/v1/bulk/contacts', batch);
  expect(refused.headers.get('www-authenticate')).toContain('scope="bulk:write contacts:write"');
  await importer.get('POST /api/v1/bulk/contacts', batch);
  expect(await writer.get('GET /api/v1/contacts')).toMatchObject(batch.contacts);
});

test('tags', async () => {
  const writer = await keyFor('tags:write');
  const reader = await keyFor('tags:read');
  for (const name of ['account', 'account.login', 'billing']) await writer.get('POST /api/v1/tags', { name });
  expect((await reader.call('POST /api/v1/tags', { name: 'spam' })).status).toBe(403);
  expect(await reader.get('GET /api/v1/tags/tree')).toEqual([
    { name: 'account', children: ['account.login'] },
    { name: 'billing', children: [] },
  ]);
  await writer.get('DELETE /api/v1/tags/account.login');
  expect(await reader.get('GET /api/v1/tags')).toEqual(['account', 'billing']);
  expect((await writer.call('DELETE /api/v1/tags/account.login')).status).toBe(404);
  // A name that no path could lead to.
  expect((await writer.call('POST /api/v1/tags', { name: 'a/b' })).status).toBe(400);
});

test('analytics', async () => {
  const { desk, id } = await openConversation();
  await desk.get(`PATCH /api/v1/conversations/${id}`, { assignee: 'Kim', status: 'closed' });
  const late = `update conversations set opened_at = now() - interval '31 minutes' where id = $1`;
  const reader = await keyFor('analytics:read');
  expect(await reader.get('GET /api/v1/analytics/breach-rate')).toEqual({ rate: 0 });
  await service.database.query(late, [id]);
  expect(await reader.get('GET /api/v1/analytics/breach-rate')).toEqual({ rate: 1 });
  expect(await reader.get('GET /api/v1/analytics/volume')).toEqual([
    { day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), conversations: 1 },
  ]);
  expect(await reader.get('GET /api/v1/analytics/agents')).toEqual([
    { agent: 'Kim', conversations: 1, closed: 1 },
  ]);
  const board = { charts: ['volume', 'agents'] };
  expect((await reader.call('PUT /api/v1/analytics/dashboards/week', board)).status).toBe(403);
  const writer = await keyFor('analytics:write');
  await writer.get('PUT /api/v1/analytics/dashboards/week', { charts: ['breach-rate'] });
  await writer.get('PUT /api/v1/analytics/dashboards/week', board);
  expect(await reader.get('GET /api/v1/analytics/dashboards')).toEqual([{ name: 'week', ...board }]);
});

test('the search finds only what the key may read', async () => {
  const writer = await keyFor('knowledge:write', 'contacts:write');
  await writer.get('POST /api/v1/articles', { ...guide, body: 'Ada knows.' });
  await writer.get('POST /api/v1/contacts', ada);
  const search = 'GET /api/v1/search?q=ADA';
  expect(await writer.get(search)).toMatchObject({ articles: [{ title: 'Passwords' }], contacts: [ada] });
  const reader = await keyFor('contacts:read');
  expect(await reader.get(search)).toMatchObject({ articles: [], contacts: [ada] });
  expect(await reader.get('GET /api/v1/search?q=nobody')).toEqual({ articles: [], contacts: [] });
});

describe('what is not there', () => {
  test.each(['articles', 'contacts', 'conversations'])('%s', async (area) => {
    const reader = await keyFor('knowledge:read', 'contacts:read', 'conversations:read');
    for (const id of ['1', '0', 'x', '99999999999']) {
      const { status, headers, body } = await reader.call(`GET /api/v1/${area}/${id}`);
      expect(status, id).toBe(404);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404 });
    }
  });

  test('a conversation is opened with a contact that there is', async () => {
    const desk = await keyFor('conversations:write');
    const opening = { contactId: 2_147_483_647, message: 'Hello?' };
    expect((await desk.call('POST /api/v1/conversations', opening)).status).toBe(404);
  });
});

describe.skipIf(process.env.DATABASE_URL === undefined)('what is removed while it is used', () => {
  /** Sends a request while a deletion is not yet committed, which is committed once the request waits for it. */
  async function sendDuring(deletion: string, send: () => Promise<Answer>): Promise<Answer> {
    const sent = await service.database.transaction(async (queries) => {
      await queries.query(deletion, []);
      const sending = send();
      const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      await expect.poll(async () => (await service.database.query(waiting, [])).rows.length).toBe(1);
      return { sending };
    });
    return sent.sending;
  }

  test('a contact is not found', async () => {
    const { desk, contact } = await openConversation();
    const opening = { contactId: contact.id, message: 'Hello?' };
    const answer = await sendDuring('delete from contacts', () =>
      desk.call('POST /api/v1/conversations', opening),
    );
    expect(answer.status).toBe(404);
  });

  test('a conversation is not found', async () => {
    const { desk, id } = await openConversation();
    const reply = { message: 'Try again.' };
    const answer = await sendDuring('delete from conversations', () =>
      desk.call(`POST /api/v1/conversations/${id}/messages`, reply),
    );
    expect(answer.status).toBe(404);
  });

  test('a tag is on no conversation', async () => {
    const { id } = await openConversation();
    const tagger = await keyFor('tags:write', 'conversations:read');
    await tagger.get('POST /api/v1/tags', { name: 'billing' });
    const answer = await sendDuring('delete from tags', () =>
      tagger.call(`PUT /api/v1/conversations/${id}/tags/billing`),
    );
    expect(answer).toMatchObject({ status: 200, body: { id, tags: [] } });
  });
});

test.each(['', '?q=', '?q=%00', '?q=a%00b'])('nobody can search for %j', async (query) => {
  const reader = await keyFor('contacts:read');
  expect((await reader.call(`GET /api/v1/search${query}`)).status).toBe(400);
});
