/** The API as a Hono app: the guard in front, the areas behind it. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isCanonical } from '../atender/path.js';
import { analytics } from './areas/analytics.js';
import { contacts } from './areas/contacts.js';
import { conversations } from './areas/conversations.js';
import { keyring } from './areas/keyring.js';
import { knowledge } from './areas/knowledge.js';
import { search } from './areas/search.js';
import { tags } from './areas/tags.js';
import type { Database } from './database.js';
import { guardBy } from './guard.js';
import { Keys } from './keys.js';
import { page } from './page.js';
import { answerError, notFound, Problem } from './problem.js';

export function createService(database: Database): Hono {
  const keys = new Keys(database);
  const guard = guardBy(keys);
  const app = new Hono();
  app.onError(answerError);

  app.use(async (c, next) => {
    c.header('x-content-type-options', 'nosniff');
    await next();
  });
  app.use(guard.table);
  app.use('/api/*', async (c, next) => {
    c.header('cache-control', 'no-store');
    if (!isCanonical(new URL(c.req.url).pathname)) throw notFound('The path has another spelling.');
    await next();
  });
  app.use(bodyLimit({ maxSize: 64 * 1024, onError: tooLarge }));

  app.route('/', page(guard));
  app.route('/', keyring(guard, keys));
  app.route('/', knowledge(guard, database));
  app.route('/', conversations(guard, database));
  app.route('/', contacts(guard, database));
  app.route('/', tags(guard, database));
  app.route('/', analytics(guard, database));
  app.route('/', search(guard, database));
  return app;
}

/** The rest of the body is not read, so that the connection has no use any more. */
function tooLarge(c: Context): never {
  c.header('connection', 'close');
  throw new Problem(413, 'Content Too Large', 'The body is larger than 64 KiB.');
}
