import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { createFetch } from 'scopeproof/fetch';
import { credentialOf } from 'scopeproof/http';
import { api } from './api.js';

export const auth = betterAuth({
  secret: process.env.BETTER_AUTH_SECRET,
  baseURL: 'http://localhost:3000',
  // Stands for your database.
  database: memoryAdapter({ user: [], session: [], account: [], verification: [], apikey: [] }),
  emailAndPassword: { enabled: true },
  // The plugin lets each key call ten times a day, unless it is told otherwise.
  plugins: [apiKey({ rateLimit: { enabled: false } })],
});

/** Reads `{ contacts: ['read'] }` as `['contacts:read']`. Permissions that are stored in another form give nothing. */
function scopesOf(permissions: unknown): readonly string[] | undefined {
  if (permissions === null) return [];
  if (typeof permissions !== 'object' || Array.isArray(permissions)) return undefined;
  const scopes: string[] = [];
  for (const [surface, actions] of Object.entries(permissions)) {
    if (!Array.isArray(actions) || actions.some((action) => typeof action !== 'string')) return undefined;
    for (const action of actions) scopes.push(`${surface}:${action}`);
  }
  return scopes;
}

const scheme = { type: 'apiKey', in: 'header', name: 'X-API-Key' } as const;

export const handle = createFetch(
  api,
  {
    realm: 'atender',
    scheme,
    async authenticate(request) {
      const secret = credentialOf(request, scheme);
      if (secret === undefined) return undefined;
      const { key } = await auth.api.verifyApiKey({ body: { key: secret } });
      if (!key) return undefined;
      const { internalAdapter, logger } = await auth.$context;
      // The plugin keeps the keys of a user who is deleted.
      if (!(await internalAdapter.findUserById(key.referenceId))) return undefined;
      const scopes = scopesOf(key.permissions);
      if (scopes === undefined) logger.error(`The permissions of the key ${key.id} are no lists of actions`);
      return { scopes: scopes ?? [], principal: key.referenceId };
    },
  },
  {
    'GET /contacts/:id': ({ grant, params, principal }) => Response.json({ id: params.id, grant, principal }),
    'POST /tags': ({ grant }) => Response.json({ grant }, { status: 201 }),
  },
);
