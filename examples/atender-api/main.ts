/** Starts the API, and shows how to try it: `npm run example`. */
import { once } from 'node:events';
import { openDatabase } from './database.js';
import { Keys } from './keys.js';
import { serverOf } from './server.js';
import { createService } from './service.js';

const database = await openDatabase(process.env.DATABASE_URL);
const first = await new Keys(database).mintFirst();

const server = serverOf(createService(database)).listen(Number(process.env.PORT ?? 8787), '127.0.0.1');
await once(server, 'listening');
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => server.close(() => database.close()));
}

const address = server.address();
const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
console.log(`Endpoints and their scopes: ${origin}/\n`);
if (first === undefined) {
  console.log('The database has keys. Only an empty one is given a first key.');
} else {
  const key = `-H 'Authorization: Bearer ${first.token}'`;
  console.log(`First key, shown this once: ${first.token}\n`);
  console.log(`curl ${origin}/api/v1/contacts ${key} -d '{"name":"Ada","email":"ada@example.com"}'`);
  console.log(`curl ${origin}/api/v1/contacts ${key}`);
  const reader = '{"name":"reader","scopes":["contacts:read"],"outside":true}';
  console.log(`curl ${origin}/api/v1/keys ${key} -d '${reader}'`);
}
