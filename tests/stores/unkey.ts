import { Unkey } from '@unkey/api';
import { createFetch } from 'scopeproof/fetch';
import { bearerToken } from 'scopeproof/http';
import { api } from './api.js';

const unkey = new Unkey({
  rootKey: process.env.UNKEY_ROOT_KEY ?? '',
  ...(process.env.UNKEY_URL !== undefined && { serverURL: process.env.UNKEY_URL }),
});

export const handle = createFetch(
  api,
  {
    realm: 'atender',
    async authenticate(request) {
      const key = bearerToken(request);
      if (key === undefined) return undefined;
      const { data } = await unkey.keys.verifyKey({ key });
      if (!data.valid) return undefined;
      return { scopes: data.permissions ?? null, principal: data.keyId };
    },
  },
  {
    'GET /contacts/:id': ({ grant, params, principal }) => Response.json({ id: params.id, grant, principal }),
    'POST /tags': ({ grant }) => Response.json({ grant }, { status: 201 }),
  },
);
