/** Starts the API, and shows how to try it: `npm run example`. */
import { serve } from '@hono/node-server';
import { openDatabase } from './database.js';
import { Keys } from './keys.js';
import { createService } from './service.js';

const database = await openDatabase(process.env.DATABASE_URL);
const first = await new Keys(database).mintFirst();

const server = serve(
  { fetch: createService(database).fetch, hostname: '127.0.0.1', port: Number(process.env.PORT ?? 8787) },
  ({ port }) => {
    const api = `http://127.0.0.1:${port}/api/v1`;
    console.log(`Endpoints and their scopes: http://127.0.0.1:${port}/\n`);
    if (first === undefined) {
      console.log('The database has keys. Only an empty one is given a first key.');
      return;
    }
    const key = `-H 'Authorization: Bearer ${first.token}'`;
    console.log(`First key, shown this once: ${first.token}\n`);
    console.log(`curl ${api}/contacts ${key} -d '{"name":"Ada","email":"ada@example.com"}'`);
    console.log(`curl ${api}/contacts ${key}`);
    console.log(`curl ${api}/keys ${key} -d '{"name":"reader","scopes":["contacts:read"],"outside":true}'`);
  },
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => server.close(() => database.close()));
}
