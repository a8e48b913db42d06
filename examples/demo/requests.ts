/** Real requests to the Atender API on a loopback port, and what each of its callers is answered. */
import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import color from 'picocolors';
import { biDashboard, internalAdmin, onboarding, vaultSync } from '../atender/keys.js';
import { api } from '../atender/routes.js';
import { createApi } from '../atender/server.js';
import { KeyStore } from '../atender/store.js';
import { type Cell, table, tick } from './print.js';

interface Request {
  readonly request: string;
  readonly body?: object;
  readonly status: number;
  /** Every scope that the answer has to name. */
  readonly missing?: readonly string[];
}

const nobody = '(no key)';
const stranger = '(unknown key)';

/** caller → its requests, each with the answer that it must get */
const expectations: Readonly<Record<string, readonly Request[]>> = {
  [nobody]: [
    { request: 'GET /health', status: 200 },
    { request: 'GET /api/v1/contacts', status: 401 },
  ],
  [stranger]: [{ request: 'GET /api/v1/contacts', status: 401 }],
  'vault-sync': [
    { request: 'GET /api/v1/kb/articles', status: 200 },
    { request: 'POST /api/v1/kb/articles/2', body: { title: 'Refunds' }, status: 200 },
    { request: 'DELETE /api/v1/kb/articles/2', status: 200 },
    { request: 'GET /api/v1/contacts', status: 403, missing: ['contacts:read'] },
  ],
  'bi-dashboard': [
    { request: 'GET /api/v1/analytics/volume', status: 200 },
    { request: 'GET /api/v1/conversations/1', status: 200 },
    {
      request: 'PATCH /api/v1/conversations/1',
      body: { status: 'closed' },
      status: 403,
      missing: ['conversations:write'],
    },
  ],
  onboarding: [
    { request: 'POST /api/v1/contacts', body: { name: 'Grace Hopper' }, status: 200 },
    { request: 'GET /api/v1/contacts/2', status: 200 },
    {
      request: 'POST /api/v1/bulk/contacts',
      body: { names: ['Alan Turing'] },
      status: 403,
      missing: ['bulk:write'],
    },
    {
      request: 'PUT /api/v1/conversations/1/tags/billing',
      status: 403,
      missing: ['conversations:read', 'tags:write'],
    },
  ],
  'internal-admin': [
    { request: 'POST /api/v1/bulk/contacts', body: { names: ['Alan Turing'] }, status: 200 },
    { request: 'PUT /api/v1/conversations/1/tags/billing', status: 200 },
    { request: 'GET /api/v1/search?q=turing', status: 200 },
    { request: 'GET /api/v1/secrets', status: 404 },
  ],
};

type Route = (typeof api.routes)[number];

/** caller → the routes that it called with success: the log that an audit reads */
export type Calls = ReadonlyMap<string, readonly Route[]>;

export async function reportRequests(): Promise<Calls> {
  const keys = new KeyStore();
  const secrets = new Map([[stranger, 'atd_guessed']]);
  for (const key of [vaultSync, biDashboard, onboarding, internalAdmin]) {
    // The owner makes them all, which gives none of them the owner's rights.
    secrets.set(key.name, keys.issue(key, 'owner@atender.example'));
  }

  const server = createApi(keys).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${portOf(server.address())}`;

  const calls = new Map<string, Route[]>();
  const rows: Cell[][] = [];
  for (const [caller, requests] of Object.entries(expectations)) {
    const called = new Set<Route>();
    for (const expected of requests) {
      const answer = await send(origin, expected, secrets.get(caller));
      rows.push(row(caller, expected, answer));
      const [method = '', url = ''] = expected.request.split(/[ ?]/);
      const match = api.match(method, url);
      if (answer.status === 200 && match !== undefined) called.add(match.route);
    }
    calls.set(caller, [...called]);
  }
  server.close();

  table(['', 'key', 'request', 'status', 'missing'], rows);
  return calls;
}

interface Answer {
  readonly status: number;
  readonly missing: readonly string[];
}

async function send(origin: string, { request, body }: Request, secret?: string): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(origin + path, {
    method,
    headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, missing: missingIn(answer) };
}

function missingIn(answer: unknown): readonly string[] {
  const listed = typeof answer === 'object' && answer !== null && 'missing' in answer && answer.missing;
  return Array.isArray(listed) ? listed.map(String) : [];
}

function row(caller: string, expected: Request, { status, missing }: Answer): Cell[] {
  const asExpected = status === expected.status && String(missing) === String(expected.missing ?? []);
  const paint = status === 200 ? color.green : status === 403 ? color.red : color.yellow;
  const surprise = asExpected ? '' : `  not ${expected.status} ${expected.missing?.join(', ') ?? ''}`;
  return [
    { text: asExpected ? '✓' : '✗', paint: () => tick(asExpected) },
    { text: caller },
    { text: expected.request },
    { text: `${status} ${STATUS_CODES[status] ?? ''}`, paint },
    { text: missing.join(', ') + surprise, paint: color.red },
  ];
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
