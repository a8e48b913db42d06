/** Runs the example over a real socket, on a database of its own. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { ScopeOf } from 'scopeproof';
import { type Atender, atender } from '../../examples/atender/scopes.js';
import { type Database, openDatabase } from '../../examples/atender-api/database.js';
import { Keys, type Minted } from '../../examples/atender-api/keys.js';
import { serverOf } from '../../examples/atender-api/server.js';
import { createService } from '../../examples/atender-api/service.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What was sent as JSON, or nothing. */
  readonly body: unknown;
}

export class Service {
  private constructor(
    readonly url: string,
    readonly app: ReturnType<typeof createService>,
    readonly database: Database,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<Service> {
    const { url, drop } = await freshDatabase();
    const database = await openDatabase(url);
    const app = createService(database);
    const server = serverOf(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Service(`http://127.0.0.1:${portOf(server.address())}`, app, database, async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await database.close();
      await drop();
    });
  }

  /** A key that no other key has minted. */
  async key(...scopes: readonly ScopeOf<Atender>[]): Promise<Minted> {
    const grant = atender.authorize(atender.parse(atender.scopes).grant, 'settings:write');
    return new Keys(this.database).mint({ grant, key: null }, { name: 'test', scopes, outside: false });
  }

  /** Calls a route, given as the route table spells it, its parameters filled in. */
  async call(route: string, token?: string, body?: unknown): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(this.url + path, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { status, headers } = response;
    const text = await response.text();
    const isJson = /json/.test(headers.get('content-type') ?? '');
    return { status, headers, text, body: isJson && text !== '' ? JSON.parse(text) : undefined };
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('the server has no port');
}

/** The address of a database without tables: on the server that `DATABASE_URL` names, a schema of its own. */
export async function freshDatabase(): Promise<{ url: string | undefined; drop: () => Promise<void> }> {
  const server = process.env.DATABASE_URL;
  if (server === undefined) return { url: undefined, drop: async () => {} };
  const schema = `example_${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create schema ${schema}`);
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return {
    url: url.href,
    drop: async () => {
      await client.query(`drop schema ${schema} cascade`);
      await client.end();
    },
  };
}
