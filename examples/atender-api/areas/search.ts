/** One search over all that the key may read: asking the grant narrows it to what each area asks for. */
import { Hono } from 'hono';
import type { Database } from '../database.js';
import type { Guard } from '../guard.js';
import { wordsIn } from '../input.js';
import { findContacts } from './contacts.js';
import { findArticles } from './knowledge.js';

export const search = (guard: Guard, database: Database) =>
  new Hono().get(
    '/api/v1/search',
    guard.route('GET /api/v1/search', async ({ grant }, c) => {
      const words = wordsIn(c);
      return c.json({
        articles: grant.has('knowledge:read') ? await findArticles(database, grant, words) : [],
        contacts: grant.has('contacts:read') ? await findContacts(database, grant, words) : [],
      });
    }),
  );
