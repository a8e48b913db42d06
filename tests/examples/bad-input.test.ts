/** What a caller with every scope may send wrongly, and how much it is told. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { atender } from '../../examples/atender/scopes.js';
import { Service } from './service.js';

let service: Service;
let token: string;
beforeAll(async () => {
  service = await Service.start();
  token = (await service.key(...atender.scopes)).token;
  await service.call('POST /api/v1/articles', token, guide);
  await service.call('POST /api/v1/contacts', token, ada);
  await service.call('POST /api/v1/conversations', token, { contactId: 1, message: 'Hello?' });
  await service.call('POST /api/v1/tags', token, { name: 'billing' });
});
afterAll(() => service.close());

const ada = { name: 'Ada', email: 'ada@example.com' };
const guide = { folder: 'account', title: 'Passwords', body: 'How to reset one.' };
const newKey = { name: 'new', scopes: [], outside: false };

const invalid = z.strictObject({
  type: z.literal('about:blank'),
  title: z.literal('Bad Request'),
  status: z.literal(400),
  detail: z.enum(['The body is invalid.', 'The query is invalid.']),
  issues: z
    .array(z.strictObject({ at: z.string().max(201), message: z.string().min(1).max(201) }))
    .min(1)
    .max(20),
  omittedIssues: z.number().int().min(0),
});

/** The issues of a 400, which is small whatever was sent. */
async function issuesOf(route: string, body?: unknown) {
  const { status, headers, text, body: answer } = await service.call(route, token, body);
  expect(status, text.slice(0, 200)).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(text.length).toBeLessThan(12_000);
  return invalid.parse(answer);
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('an answer to bad input is small', () => {
  test.each([
    ['scopes', 'POST /api/v1/keys', { ...newKey, scopes: Array(20_000).fill(1) }],
    ['scopes that there are', 'POST /api/v1/keys', { ...newKey, scopes: Array(3_000).fill('tags:read') }],
    ['contacts', 'POST /api/v1/bulk/contacts', { contacts: Array(20_000).fill(1) }],
    ['charts', 'PUT /api/v1/analytics/dashboards/week', { charts: Array(5_000).fill('volume') }],
  ])('to too many %s', async (_, route, body) => {
    const { issues, omittedIssues } = await issuesOf(route, body);
    expect({ issues: issues.length, omittedIssues }).toEqual({ issues: 1, omittedIssues: 0 });
    expect(issues[0]?.message).toMatch(/^Too big/);
  });

  test('to many issues, of which it counts those that it leaves out', async () => {
    const { issues, omittedIssues } = await issuesOf('POST /api/v1/bulk/contacts', {
      contacts: Array(500).fill({ name: '', email: '' }),
    });
    expect({ issues: issues.length, omittedIssues }).toEqual({ issues: 20, omittedIssues: 980 });
    expect(issues[0]?.at).toBe('contacts[0].name');
  });

  test('to one issue, in full', async () => {
    const { issues, omittedIssues } = await issuesOf('POST /api/v1/bulk/contacts', {
      contacts: [ada, { ...ada, email: 'ada' }],
    });
    expect({ issues, omittedIssues }).toEqual({
      issues: [{ at: 'contacts[1].email', message: 'Invalid email address' }],
      omittedIssues: 0,
    });
  });

  test('where the message names every scope', async () => {
    const scopes = Array(atender.scopes.length).fill('tags:reed');
    const { issues, omittedIssues } = await issuesOf('POST /api/v1/keys', { ...newKey, scopes });
    expect(issues.length + omittedIssues).toBe(scopes.length);
    expect(issues[0]?.message).toMatch(/^Invalid option.+…$/);
  });

  test.each([
    ['in place of an object', nested(30_000)],
    ['in place of a text', `{"name":${nested(30_000)},"scopes":[],"outside":false}`],
    ['in a list', `{"name":"n","scopes":[${nested(30_000)}],"outside":false}`],
    ['of objects', `${'{"name":'.repeat(7_000)}1${'}'.repeat(7_000)}`],
  ])('to deep nesting %s', async (_, body) => {
    await issuesOf('POST /api/v1/keys', body);
  });

  test.each([
    ['a long name', { ['x'.repeat(60_000)]: 1 }],
    ['many names', Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`x${index}`, index]))],
    ['a name of the prototype', JSON.parse('{"__proto__":{"name":"n","scopes":[],"outside":false}}')],
  ])('to a property with %s', async (_, body) => {
    await issuesOf('POST /api/v1/keys', body);
  });

  test('to a body that is cut off after a long text', async () => {
    const { status, text } = await service.call('POST /api/v1/keys', token, `{"name":"${'x'.repeat(60_000)}`);
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(500);
  });

  test.each([
    'GET /api/v1/articles/',
    'DELETE /api/v1/keys/',
    'DELETE /api/v1/tags/',
    'PUT /api/v1/conversations/1/tags/',
    'GET /least-scopes?route=',
    'GET /api/v1/search?q=',
  ])('to a long address: %s', async (route) => {
    const { status, text } = await service.call(route + '9'.repeat(12_000), token);
    expect([400, 404]).toContain(status);
    expect(text.length).toBeLessThan(1_000);
  });
});

/** Every text that a body has, with a body that is right but for it, and the most characters it takes. */
const texts: readonly (readonly [string, number, string, (text: string) => object])[] = [
  ['the name of a key', 100, 'POST /api/v1/keys', (name) => ({ ...newKey, name })],
  ['a folder', 200, 'POST /api/v1/articles', (folder) => ({ ...guide, folder })],
  ['a title', 200, 'PUT /api/v1/articles/1', (title) => ({ ...guide, title })],
  ['a body', 10_000, 'POST /api/v1/articles', (body) => ({ ...guide, body })],
  ['the name of a contact', 200, 'POST /api/v1/contacts', (name) => ({ ...ada, name })],
  ['a new name of a contact', 200, 'PATCH /api/v1/contacts/1', (name) => ({ name })],
  ['an imported name', 200, 'POST /api/v1/bulk/contacts', (name) => ({ contacts: [{ ...ada, name }] })],
  ['a first message', 10_000, 'POST /api/v1/conversations', (message) => ({ contactId: 1, message })],
  ['a message', 10_000, 'POST /api/v1/conversations/1/messages', (message) => ({ message })],
  ['an assignee', 100, 'PATCH /api/v1/conversations/1', (assignee) => ({ assignee })],
  ['the name of a tag', 100, 'POST /api/v1/tags', (name) => ({ name })],
];

describe.each(texts)('%s', (_, longest, route, bodyWith) => {
  test('has a longest', async () => {
    const { status } = await service.call(route, token, bodyWith('x'.repeat(longest)));
    expect(status).toBeLessThan(300);
    await issuesOf(route, bodyWith('x'.repeat(longest + 1)));
    await issuesOf(route, bodyWith('x'.repeat(60_000)));
  });

  test.each(['a\0b', '\0', 'a\ud800b', 'a\udfffb', '\udc00\ud800'])('is never %j', async (text) => {
    await issuesOf(route, bodyWith(text));
  });

  test('may have characters beyond 16 bits', async () => {
    const { status } = await service.call(route, token, bodyWith('𝒜da'));
    expect(status).toBeLessThan(300);
  });

  test('is not empty', async () => {
    await issuesOf(route, bodyWith(''));
  });
});

test.each([
  ['long', `${'a'.repeat(243)}@example.com`],
  ['very long', `${'a'.repeat(60_000)}@example.com`],
  ['with a null character', 'a\0@example.com'],
  ['with a lone surrogate', 'a\ud800@example.com'],
])('an email address is not %s', async (_, email) => {
  await issuesOf('POST /api/v1/contacts', { ...ada, email });
  await issuesOf('PATCH /api/v1/contacts/1', { email });
});

describe('a search', () => {
  test('has a longest', async () => {
    expect((await service.call(`GET /api/v1/search?q=${'x'.repeat(200)}`, token)).status).toBe(200);
    await issuesOf(`GET /api/v1/search?q=${'x'.repeat(201)}`);
  });

  test.each(['%ED%A0%80', '%ff', '%', 'a%C3', '%00'])('is never %s', async (query) => {
    expect((await service.call(`GET /api/v1/search?q=${query}`, token)).status).toBe(400);
  });
});

test.each([
  ['a lone surrogate', [0xed, 0xa0, 0x80]],
  ['a byte of no character', [0xff]],
  ['a character cut off', [0xc3]],
])('a body with %s is not read', async (_, bytes) => {
  const [start, end] = JSON.stringify({ ...newKey, name: 'a|b' }).split('|');
  const response = await fetch(`${service.url}/api/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: Buffer.concat([Buffer.from(start ?? ''), Buffer.from(bytes), Buffer.from(end ?? '')]),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ detail: 'The body is not JSON in UTF-8.' });
});

test('a body without a length is bounded too', async () => {
  const body = new Blob(Array(10).fill('x'.repeat(20_000))).stream();
  const response = await fetch(`${service.url}/api/v1/tags`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
    duplex: 'half',
  });
  expect(response.status).toBe(413);
  // A client that sent the next request on this connection would get no answer.
  expect(response.headers.get('connection')).toBe('close');
});

describe('an id has one spelling', () => {
  const others = [
    ...['01', '001', '+1', '-1', '1e0', '1E0', '1.0', '1.', '.1e1', '0x1', '0b1', '0o1', '1_', '1n', '1,0'],
    ...['%201', '1%20', '%091', '1%0A', '%C2%A01', '%2B1', '%EF%BC%91', '%D9%A1', '%31', '%E2%80%8B1'],
    ...['4294967297', '2147483648', '1/', '1/.', '1;', '1%00', '1%3B', 'Infinity', 'NaN', '0', '-0'],
  ];

  test.each(['articles', 'contacts', 'conversations'])('of %s', async (area) => {
    expect((await service.call(`GET /api/v1/${area}/1`, token)).status).toBe(200);
    for (const other of others) {
      // A path that ends in `/.` is spelt without it before it is sent.
      const { status } = await service.call(`GET /api/v1/${area}/${other}`, token);
      expect([400, 404], other).toContain(status);
    }
  });

  test('wherever one stands', async () => {
    for (const other of ['01', '+1', '1e0', '%31'])
      for (const [route, body] of [
        [`PUT /api/v1/articles/${other}`, guide],
        [`DELETE /api/v1/articles/${other}`],
        [`PATCH /api/v1/contacts/${other}`, ada],
        [`DELETE /api/v1/contacts/${other}`],
        [`POST /api/v1/conversations/${other}/messages`, { message: 'Hm.' }],
        [`PATCH /api/v1/conversations/${other}`, { status: 'open' }],
        [`PUT /api/v1/conversations/${other}/tags/billing`],
      ] as const)
        expect((await service.call(route, token, body)).status, route).toBe(404);
  });

  test('also in a body', async () => {
    for (const contactId of ['1', '01', 1.5, -1, 0, [1], true, null, 2_147_483_648])
      await issuesOf('POST /api/v1/conversations', { contactId, message: 'Hello?' });
  });

  test('of a key', async () => {
    const { id, token: used } = await service.key('tags:read');
    const letter = (text: string) => `%${text.charCodeAt(0).toString(16)}`;
    for (const other of [
      ...[
        id.toUpperCase(),
        `%20${id}`,
        `${id}%20`,
        `0${id}`,
        `${id}0`,
        `0x${id}`,
        `${letter(id)}${id.slice(1)}`,
      ],
      ...[`atd_${id}`, `${id}_`, '%00', 'x'.repeat(5_000)],
    ].filter((other) => other !== id)) {
      expect((await service.call(`DELETE /api/v1/keys/${other}`, token)).status, other).toBe(404);
      expect((await service.call(`POST /api/v1/keys/${other}/rotation`, token)).status, other).toBe(404);
    }
    expect((await service.call('GET /api/v1/tags', used)).status).toBe(200);
  });

  test('of a token', async () => {
    const { token: used } = await service.key('tags:read');
    for (const other of [used.toUpperCase(), `${used}=`, `${used}\u00a0`, used.replace('atd_', 'ATD_')])
      expect((await service.call('GET /api/v1/tags', other)).status, other).toBe(401);
  });

  test('of a dashboard, which is its name', async () => {
    const board = { charts: ['volume'] };
    const put = (name: string) => service.call(`PUT /api/v1/analytics/dashboards/${name}`, token, board);
    for (const name of ['week', 'this%20week', '%C3%BCber', 'x'.repeat(100)])
      expect((await put(name)).status, name).toBe(200);
    for (const name of [
      ...['%20week', 'week%20', 'week%09', 'week%C2%A0', 'week%E2%80%8B', '%77eek', 'week%0A', 'week.'],
      ...['%c3%bcber', 'u%CC%88ber', '%E1%84%92%E1%85%A1%E1%86%AB', 'week%00', 'week%ED%A0%80', 'a%2Fb'],
      ...[
        'x'.repeat(101),
        Array.from({ length: 8_000 }, (_, index) => index.toString(36))
          .join('')
          .slice(-8_000),
      ],
    ]) {
      const { status, text } = await put(name);
      expect([400, 404], name).toContain(status);
      expect(text.length).toBeLessThan(1_000);
    }
    const { body } = await service.call('GET /api/v1/analytics/dashboards', token);
    expect(body).toMatchObject([
      { name: 'this week' },
      { name: 'week' },
      { name: 'x'.repeat(100) },
      { name: 'über' },
    ]);
  });

  test('of a tag, which is its name', async () => {
    for (const tag of ['%62illing', 'billing%20', '%20billing', 'Billing', 'billing%00', 'x'.repeat(101)]) {
      expect([400, 404], tag).toContain((await service.call(`DELETE /api/v1/tags/${tag}`, token)).status);
      const { status } = await service.call(`PUT /api/v1/conversations/1/tags/${tag}`, token);
      expect([400, 404], tag).toContain(status);
    }
    for (const name of ['billing ', ' billing', 'billing.', '.billing', 'u\u0308ber', 'x'.repeat(101)])
      await issuesOf('POST /api/v1/tags', { name });
  });
});
