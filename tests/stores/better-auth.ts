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
      // { contacts: ['read'] } → ['contacts:read']
      const permissions: Record<string, string[]> = key.permissions ?? {};
      const scopes = Object.entries(permissions).flatMap(([surface, actions]) =>
        actions.map((action) => `${surface}:${action}`),
      );
      return { scopes, principal: key.referenceId };
    },
  },
  {
    'GET /contacts/:id': ({ grant, params, principal }) => Response.json({ id: params.id, grant, principal }),
    'POST /tags': ({ grant }) => Response.json({ grant }, { status: 201 }),
  },
);
