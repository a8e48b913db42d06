import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { createFetch } from 'scopeproof/fetch';
import { bearerToken } from 'scopeproof/http';
import { api } from './api.js';

/** Reads `scope`, a text (RFC 8693 §4.2), or `scp`, which is a text or a list, depending on who issued the token. */
function scopesOf({ scope, scp }: JWTPayload): string | null {
  const claimed = scope ?? scp;
  if (typeof claimed === 'string') return claimed;
  return Array.isArray(claimed) ? claimed.filter((name) => typeof name === 'string').join(' ') : null;
}

/** @param keys the keys of the issuer: `createRemoteJWKSet(new URL('https://id.example/jwks'))` */
export const createHandle = (keys: JWTVerifyGetKey) =>
  createFetch(
    api,
    {
      realm: 'atender',
      async authenticate(request) {
        const token = bearerToken(request);
        if (token === undefined) return undefined;
        try {
          const { payload } = await jwtVerify(token, keys, {
            issuer: 'https://id.example',
            audience: 'https://api.example',
          });
          return { scopes: scopesOf(payload), principal: payload.sub };
        } catch (error) {
          // A token that is wrong is a 401. A key set that cannot be fetched is an error of the server.
          if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return undefined;
          throw error;
        }
      },
    },
    {
      'GET /contacts/:id': ({ grant, params, principal }) =>
        Response.json({ id: params.id, grant, principal }),
      'POST /tags': ({ grant }) => Response.json({ grant }, { status: 201 }),
    },
  );
